export * from "./dtype.ts";
export * from "./errors.ts";
export * from "./float16.ts";
export * from "./host-tensor.ts";
export * from "./random.ts";
export * from "./safetensors.ts";
export * from "./shape.ts";
