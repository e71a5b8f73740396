/** Numbers of a health check as `cmr pretrain health --out` leaves them. */
import { z } from "zod";
import { LearnError } from "../../errors.ts";

const schema = z.record(z.string(), z.number());

/** @throws {LearnError} `bad-config` when the parsed file is no record of numbers. */
export function parseHealthRecord(json: unknown, source: string): Readonly<Record<string, number>> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new LearnError("bad-config", `${source} is no record of health as cmr pretrain health --out writes it`);
}
