#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| slotlint_fuzz::lint("js", bytes));
