export { axialPlace, heartPoint } from "./axial-place.ts";
export * from "./errors.ts";
export { type Heart, heart, type Moment, momentOf, wallVolumeMl } from "./heart.ts";
export { label } from "./heart-tissue.ts";
export * from "./parameters.ts";
export { type HeartFrame, heartFrame, toHeart, toPatient } from "./pose.ts";
export { type RenderedCine, renderCine } from "./render.ts";
export { sampleHeart } from "./sample-heart.ts";
export { type CineScan, cineScan, shortAxisGrid, standardScan } from "./scan.ts";
