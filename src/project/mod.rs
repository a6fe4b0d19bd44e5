//! Which files there are, which of them matter, what their imports mean, and which versions of libraries they get.
//!
//! Paths are absolute and without `.` and `..` on this floor and in everything it hands out; what people see is made
//! relative where it is shown. Nothing outside of the project's [`Roots`] is read, and no code of the project is run.

mod folders;
mod gate;
mod held;
mod importers;
mod imports;
mod layer;
mod loaded;
mod manifest;
mod naming;
mod nearness;
mod noted;
mod options;
mod outline;
mod read;
mod resolve;
mod roots;
mod store;
mod test_files;
mod walk;

pub use gate::mentions;
pub use importers::Sought as SoughtImporters;
pub use layer::{Edit, Edits, Seen, would_walk};
pub use manifest::{Ecosystem, ManifestFile, Requirement, Version};
pub use options::{Options, Reach};
pub use outline::{Package, Sought};
pub use read::ModuleFile;
pub use resolve::Resolution;
pub use roots::{Roots, absolute};
pub use store::Project;
pub use walk::{Excludes, NamedPaths, NoExcludes};
