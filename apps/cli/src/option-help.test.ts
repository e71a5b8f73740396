import type { Command } from "commander";
import { expect, test } from "vitest";
import { program } from "./program.ts";
import { listeningIo, runCli } from "./testing/cli.ts";

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
const commands = allCommands(program(listeningIo().io));

test("every option that must be given says so in help, and no other does", () => {
  for (const command of commands) {
    const help = command.createHelp();
    for (const option of command.options.filter(({ mandatory }) => mandatory))
      expect(help.optionDescription(option)).toMatch(/ \(required\)$/);
  }
  const asked = commands.filter(({ options }) => options.some(({ mandatory }) => mandatory));
  expect(asked.length).toBeGreaterThan(20);
});

test("an empty list is no default worth telling, and data sets are told wherever one is chosen", () => {
  for (const command of commands) {
    const text = command.helpInformation();
    expect(text).not.toContain("default: []");
    if (text.includes("--set <name>")) expect(text).toContain('"acdc"');
  }
});

test("long axes promise neither ranges nor z-scores", async () => {
  const { stdout } = await runCli(["measure", "long-axis", "--help"]);
  expect(stdout).toContain("long axes have no reference");
  expect(stdout).not.toContain("z-scores");
  expect((await runCli(["analyze", "--help"])).stdout).toContain("z-scores");
});
