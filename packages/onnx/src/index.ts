export { cpuBlockElements } from "./block-runs.ts";
export { type EmitOptions, emit } from "./emit.ts";
