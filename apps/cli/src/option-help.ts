/** How help describes the options of every command. */
import { type Command, Help, type Option } from "commander";

/** Of a command and, where they inherit its settings, of those below it. */
export function describeOptions(command: Command): Command {
  return command.configureHelp({ optionDescription: described });
}

/** An option that must be given says so; an empty list by default says nothing. */
function described(option: Option): string {
  const text = new Help().optionDescription(isEmptyList(option.defaultValue) ? withoutDefault(option) : option);
  return option.mandatory ? `${text} (required)` : text;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function withoutDefault(option: Option): Option {
  return Object.create(option, { defaultValue: { value: undefined } });
}
