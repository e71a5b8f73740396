/** Which way a picture's edges face: L R A P H F, as viewers print them. Source: DICOM PS3.3 C.7.6.1.1.1. */
import type { Vector3 } from "@cmrkit/imaging";

/** Towards + and − x, y, z of LPS. */
const LETTERS = [
  ["L", "R"],
  ["P", "A"],
  ["H", "F"],
] as const;

/** A second letter is added when its axis has at least this share of the first one's length. */
const SECOND_SHARE = 0.5;

/** The patient directions that a vector of LPS points to, strongest first; two at most. */
export function orientationLetters(direction: Vector3): string {
  const ranked = direction
    .map((component, axis) => ({ strength: Math.abs(component), letter: LETTERS[axis]?.[component < 0 ? 1 : 0] ?? "" }))
    .toSorted((a, b) => b.strength - a.strength);
  const [first, second] = ranked;
  if (first === undefined || second === undefined) return "";
  return second.strength >= SECOND_SHARE * first.strength ? first.letter + second.letter : first.letter;
}
