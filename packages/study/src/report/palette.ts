/** Colours of the report. Structures keep their own, from the palette of Okabe and Ito: told apart with any colour vision. */
import { structures } from "@cmrkit/cardiac";

/** On white paper the right ventricle's sky blue is too pale for lines and letters: the palette's blue stands in. */
export const inkOf = Object.freeze({
  leftVentricle: structures.leftVentricleBloodPool.colour,
  rightVentricle: "#0072b2",
  /** Bluish green and reddish purple of the same palette. */
  radialStrain: "#007a5a",
  circumferentialStrain: "#a5568a",
});

export const ink = Object.freeze({
  text: "#1d252c",
  quiet: "#5b6770",
  rule: "#d7dde2",
  band: "#dfe7ee",
  /** Beyond a range, or a warning; never the only sign of it. */
  alert: "#a84a00",
});
