/** An option given twice is a slip that the last one would hide. Those that may be repeated say so in their help. */
import type { Command, Option } from "commander";
import { Misuse } from "./failure.ts";

/** Of a command and all below it. @throws {Misuse} while parsing. */
export function refuseRepeatedOptions(command: Command): void {
  for (const option of command.options) if (!isRepeatable(option)) refuseSecond(command, option);
  for (const below of command.commands) refuseRepeatedOptions(below);
}

function isRepeatable({ variadic, description }: Option): boolean {
  return variadic || /repeat/.test(description);
}

function refuseSecond(command: Command, option: Option): void {
  let isGiven = false;
  command.on(`option:${option.name()}`, () => {
    if (isGiven) throw new Misuse(`--${option.name()} is given twice; say it once`);
    isGiven = true;
  });
}
