export {
  assertAvailable,
  assertNameable,
  type HandedOn,
  type HandOnOptions,
  handOn,
  type IdentifierPolicy,
} from "./hand-on.ts";
export type { Moment } from "./job.ts";
export { type OutputName, outputNames } from "./outputs.ts";
