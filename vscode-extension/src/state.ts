// What slotlint is doing in this window, as plain data.

import type { Candidate } from './binary';
import type { FoundSign } from './sign-search';

/** Why slotlint is on. */
export type Reason = { readonly kind: 'setting' } | { readonly kind: 'sign'; readonly sign: FoundSign };

/** A program that runs. */
export interface Program extends Candidate {
  readonly version: string;
}

export type State =
  /** Switched off by the setting. */
  | { readonly kind: 'off' }
  /** Looking for a sign of a cluster. */
  | { readonly kind: 'deciding' }
  /** There was none. */
  | { readonly kind: 'quiet'; readonly files: number; readonly gaveUp: boolean }
  | { readonly kind: 'starting'; readonly reason: Reason }
  | { readonly kind: 'running'; readonly reason: Reason; readonly program: Program }
  | { readonly kind: 'failed'; readonly message: string };
