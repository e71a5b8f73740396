export { type EmitOptions, emit } from "./emit.ts";
