import { expect, test } from "vitest";
import { runCli } from "./testing/cli.ts";

test("an option that is given twice is refused, and one that may be repeated is not", async () => {
  const twice = await runCli(["analyze", "study", "--out", "a", "--outputs", "fhir", "--outputs", "csv"]);
  expect([twice.exitCode, twice.stderr]).toEqual([2, "cmr: --outputs is given twice; say it once\n"]);
  const below = await runCli(["train", "average", "--out", "a", "--out", "b", "--runs", "c", "d"]);
  expect([below.exitCode, below.stderr]).toEqual([2, expect.stringContaining("--out is given twice")]);
  const repeated = await runCli(["analyze", "absent", "--out", "a", "--series", "1=cine/sax", "--series", "2=lge/sax"]);
  expect(repeated.stderr).not.toContain("given twice");
});
