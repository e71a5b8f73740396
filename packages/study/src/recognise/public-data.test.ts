import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { groupSeries, joinSliceSeries, readDicomFolder } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { recogniseSeries } from "./recognise.ts";
import { titleOf } from "./tell.ts";

const data = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));

async function kindsIn(folder: string): Promise<readonly string[]> {
  const { instances } = await readDicomFolder(`${data}${folder}`);
  const found = await recogniseSeries(joinSliceSeries(groupSeries(instances)).series);
  return found.map(({ sequence, view }) => `${titleOf(sequence)}, ${titleOf(view)}`);
}

test.skipIf(!existsSync(`${data}sunnybrook`)).each(["SCD0000101", "SCD0000201"])(
  "Sunnybrook's study %s without any description is a short-axis cine by its times and planes",
  async (patient) => {
    expect(await kindsIn(`sunnybrook/${patient}`)).toEqual(["cine, short-axis stack"]);
  },
  60_000,
);

test.skipIf(!existsSync(`${data}sunnybrook-scout`)).each(["SCD0000101", "SCD0000901"])(
  "every direction of Sunnybrook's scout %s is a localiser",
  async (patient) => {
    expect(await kindsIn(`sunnybrook-scout/${patient}`)).toEqual(Array(3).fill("localiser, unknown"));
  },
  60_000,
);
