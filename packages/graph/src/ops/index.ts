export * from "./arrange.ts";
export * from "./batch-normalisation.ts";
export * from "./elementwise.ts";
export * from "./linear.ts";
export * from "./normalise.ts";
export * from "./source.ts";
