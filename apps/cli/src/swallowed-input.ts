/**
 * An option that may have a value takes the word after it: in `cmr analyze --judge study/` the study. A command that then
 * lacks its input says so, instead of asking for what the user has given.
 */
import type { Command, CommanderError } from "commander";
import { Misuse } from "./failure.ts";

/** Of a command and all below it: a missing argument that such an option has taken is named. */
export function nameSwallowedInputs(command: Command): void {
  const given = valuesTaken(command);
  command.exitOverride((error: CommanderError) => {
    const why = error.code === "commander.missingArgument" ? swallowed(given) : undefined;
    throw why === undefined ? error : new Misuse(why);
  });
  for (const below of command.commands) nameSwallowedInputs(below);
}

/** Values that options took which do without as well, by their name. Filled while parsing. */
function valuesTaken(command: Command): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const option of command.options.filter(({ optional }) => optional))
    command.on(`option:${option.name()}`, (value: string | null) => {
      if (value !== null) given.set(option.long ?? option.flags, value);
    });
  return given;
}

/**
 * Why there is no input, where options took a word that may have been meant as it; undefined where none did.
 * @param given Values of options that do without as well, by their name.
 */
export function swallowed(given: ReadonlyMap<string, string>): string | undefined {
  const [first] = given;
  if (first === undefined) return undefined;
  const [option, value] = first;
  return `no input is given: ${option} has taken ${value} for the folder of its model; if that is the input, say it first: ${value} ${option}`;
}
