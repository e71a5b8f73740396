/** Models that may be made one: what their networks see, and how they are built, is the same. Schedules may differ. */
import { isDeepStrictEqual } from "node:util";
import { LearnError } from "../errors.ts";
import type { TrainingFacts } from "./export.ts";

/** @throws {LearnError} `bad-config` for fewer than two, or for different networks or plans. */
export function requireSameDesign(models: readonly string[], each: readonly TrainingFacts[]): void {
  if (models.length < 2) throw new LearnError("bad-config", "one model is made of two or more");
  const other = each.findIndex((facts) => !isDeepStrictEqual(designOf(facts), designOf(each[0]!)));
  if (other !== -1) throw new LearnError("bad-config", `${models[other]} and ${models[0]} differ in plan or network`);
}

function designOf({ config: { plan, network } }: TrainingFacts) {
  return { plan, network };
}
