/** `labels.json` of one's own folder: what each number means. */
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { LearnError } from "../errors.ts";
import { type LabelFile, labelNameOrder } from "./data-set.ts";

const schema = z.record(z.string().regex(/^[1-9]\d*$/), z.enum(labelNameOrder));

/** @throws {LearnError} `data-missing` without the file, `bad-table` when it is no table of numbers and names. */
export function readFolderLabels(path: string): LabelFile["meaning"] {
  if (!existsSync(path)) {
    const message = `${path} is not there, but cases.csv names labels`;
    throw new LearnError(
      "data-missing",
      `${message}; say what their numbers mean, as in {"1": "leftVentricleBloodPool"}`,
    );
  }
  const result = schema.safeParse(parsed(path));
  if (result.success) return result.data;
  const expected = `whole numbers from 1, and for each one of ${labelNameOrder.join(", ")}`;
  throw new LearnError("bad-table", `${path} must hold ${expected}: ${z.prettifyError(result.error)}`);
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new LearnError("bad-table", `${path} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}
