/** What results are handed on as, beside the files that every analysis writes. */
import { type HandOnOptions, type IdentifierPolicy, type Moment, type OutputName, outputNames } from "@cmrkit/study";
import { type Command, InvalidArgumentError, Option } from "commander";
import { Misuse } from "./failure.ts";
import type { CliIo } from "./io.ts";
import { pageBrowser } from "./page-browser.ts";
import { readSecretKey } from "./secret-key.ts";

export interface HandOnFlags {
  readonly outputs: readonly OutputName[];
  readonly identifiers: IdentifierPolicy["kind"];
  readonly keyFile?: string;
}

export function addHandOnOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--outputs <list>", `also write these, with commas between: ${outputNames.join(", ")}; or all`)
        .argParser(outputsOf)
        .default([], "none"),
    )
    .addOption(
      new Option("--identifiers <how>", "whether FHIR says who was imaged: not at all, by a keyed hash, or plainly")
        .choices(["none", "hashed", "source"])
        .default("none"),
    )
    .option("--key-file <file>", "secret key of the hash, for --identifiers hashed");
}

/** @throws {Misuse} when a key is missing, empty, or given for nothing. */
export async function handOnOptions(io: CliIo, flags: HandOnFlags): Promise<HandOnOptions> {
  const browser = await pageBrowser();
  return {
    outputs: flags.outputs,
    writtenAt: momentOf(io.now()),
    identifiers: await policyOf(flags),
    ...browser,
  };
}

function outputsOf(text: string): readonly OutputName[] {
  if (text === "all") return outputNames;
  return text.split(",").map((name) => {
    const known = outputNames.find((each) => each === name.trim());
    if (known !== undefined) return known;
    throw new InvalidArgumentError(`"${name}" is no output; choose from ${outputNames.join(", ")}, all.`);
  });
}

async function policyOf({ identifiers, keyFile }: HandOnFlags): Promise<IdentifierPolicy> {
  if (identifiers !== "hashed") {
    if (keyFile !== undefined) throw new Misuse("--key-file goes with --identifiers hashed");
    return { kind: identifiers };
  }
  if (keyFile === undefined)
    throw new Misuse("--identifiers hashed needs --key-file, a file with a secret of your own");
  return { kind: "hashed", key: await readSecretKey(keyFile) };
}

/** Local date and time as DICOM writes them, and the instant. */
function momentOf(now: Date): Moment {
  const two = (part: number) => String(part).padStart(2, "0");
  return {
    date: `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`,
    time: `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`,
    instant: now.toISOString(),
  };
}
