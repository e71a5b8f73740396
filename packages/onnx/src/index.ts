export { type EmitOptions, emit } from "./emit.ts";
export type { ExternalTensor } from "./model-builder.ts";
