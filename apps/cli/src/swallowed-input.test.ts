import { expect, test } from "vitest";
import { runCli } from "./testing/cli.ts";

test.each([
  [["analyze", "--judge", "study", "--out", "results"], "--judge"],
  [["analyze", "--check-images", "study", "--out", "results"], "--check-images"],
  [["analyze-cohort", "--judge", "study", "--out", "results"], "--judge"],
  [["inspect", "--classifier", "study"], "--classifier"],
])("%j lacks an input, and the option that took it is named", async (args, option) => {
  const { exitCode, stderr } = await runCli(args);
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    `cmr: no input is given: ${option} has taken study for the folder of its model; if that is the input, say it first: study ${option}\n`,
  );
});

test("where no option took anything, the input is asked for as always", async () => {
  expect((await runCli(["inspect"])).stderr).toBe("cmr: missing required argument 'input'\n");
  expect((await runCli(["analyze", "--out", "results", "--judge"])).stderr).toContain("give either an INPUT");
  expect((await runCli(["inspect", "--help"])).exitCode).toBe(0);
});
