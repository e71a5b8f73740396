export type * from "./affine.ts";
export * from "./volume.ts";
