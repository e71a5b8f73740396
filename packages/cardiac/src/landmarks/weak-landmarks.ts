/** Landmarks that nobody marked: derived from a mask by a geometric rule, or the reason why the rule has no answer. */
import type { PlanePoint } from "./plane.ts";

export type WeakLandmarks<Name extends string> =
  | { readonly kind: "derived"; readonly points: Readonly<Record<Name, PlanePoint>> }
  /** `because` completes "not derivable, because …". */
  | { readonly kind: "not derivable"; readonly because: string };

export function notDerivable(because: string): { readonly kind: "not derivable"; readonly because: string } {
  return { kind: "not derivable", because };
}
