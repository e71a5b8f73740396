export { type EmitOptions, emit } from "./emit.ts";
export { withInitializers } from "./with-initializers.ts";
