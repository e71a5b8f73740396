export {
  type FourChamberLandmark,
  fourChamberLandmarkNames,
  fourChamberLandmarks,
  type SeptumSide,
} from "./four-chamber.ts";
export { largestPart, type MaskPart, type NoPart, outline, touchesBorder } from "./largest-part.ts";
export { centroid, distance, isWithin, midpoint, type PlanePoint, type PlaneSize, turn } from "./plane.ts";
export { type InsertionPoint, insertionPointNames, rvInsertionPoints, type SeenFrom } from "./rv-insertion.ts";
export { notDerivable, type WeakLandmarks } from "./weak-landmarks.ts";
