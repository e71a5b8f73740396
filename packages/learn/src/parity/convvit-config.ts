/** ConvViT's constructor arguments, under the names that this folder has for them. */
export { convViTArguments as convViTSchema, convViTOf as convViTConfig } from "../models/cinema-original.ts";
