/** `cmr anonymize`: copies of DICOM files without who was imaged. */
import { randomBytes } from "node:crypto";
import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type Retention, retentions, type Secret } from "@cmrkit/imaging";
import { Command, Option } from "commander";
import { deIdentifyFolder } from "../anonymize/de-identify-folder.ts";
import { pseudonymsOf } from "../anonymize/pseudonyms.ts";
import { copyFacts, copyText } from "../anonymize/summary.ts";
import { Misuse } from "../failure.ts";
import type { CliIo } from "../io.ts";
import { progress } from "../progress.ts";
import { readSecretKey } from "../secret-key.ts";
import { software } from "../software.ts";

interface AnonymizeFlags {
  readonly key?: string;
  readonly patientId?: string;
  readonly patients?: string;
  readonly retain: readonly Retention[];
  readonly keepBurnedIn?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Names, dates, places, comments and private elements go, by the Basic Profile of DICOM PS3.15; UIDs and patient numbers are
replaced by keyed hashes. With the same key the same patient gets the same pseudonym, UIDs and shift of dates; without --key
a new one is drawn and forgotten. What stays on request (--retain): dates, moved by one number of days a patient, with times;
patient, that is sex, age up to 89, size and weight; device, that is station and serial number; descriptions, their known
words alone. Reports, screen saves and damaged files are not copied. See docs/guides/de-identification.md.

Examples:
  $ cmr anonymize study/ copy/
  $ head -c 32 /dev/urandom > secret.key
  $ cmr anonymize archive/ copy/ --key secret.key --retain dates patient descriptions
`;

export function anonymizeCommand(io: CliIo): Command {
  return new Command("anonymize")
    .description("copy DICOM files without what says who was imaged")
    .argument("<input>", "DICOM file, or folder that is searched with its subfolders")
    .argument("<output>", "folder for the copies, which must not exist or be empty")
    .option("--key <file>", "secret of at least 16 bytes, so that later copies fit to these")
    .option("--patient-id <id>", "pseudonym of the only patient; a keyed hash unless given")
    .option("--patients <csv>", "pseudonyms by patient: columns patient_id, pseudonym; others are not copied")
    .addOption(new Option("--retain <what...>", "options of the profile").choices(retentions).default([], "nothing"))
    .option("--keep-burned-in", "copy screen saves and other images too that may show names in their pixels")
    .option("--json", "print what was done to each file as JSON")
    .addHelpText("after", EXAMPLES)
    .action((input: string, output: string, flags: AnonymizeFlags) => anonymize(io, input, output, flags));
}

async function anonymize(io: CliIo, input: string, output: string, flags: AnonymizeFlags): Promise<void> {
  await assertApart(input, output);
  const secret = await secretOf(flags.key);
  const retained = new Set(flags.retain);
  const keepsBurnedIn = flags.keepBurnedIn === true;
  const options = { secret, retained, pseudonymOf: pseudonymsOf(flags, secret), keepsBurnedIn, software };
  const bar = progress(io, "de-identified");
  try {
    const copy = await deIdentifyFolder(input, output, options, bar.update);
    bar.end();
    io.stdout(flags.json === true ? `${JSON.stringify(copyFacts(copy, retained), null, 2)}\n` : copyText(copy, output));
  } finally {
    bar.end();
  }
}

/** @throws {Misuse} when the copies would lie among the originals, or where something lies already. */
async function assertApart(input: string, output: string): Promise<void> {
  const from = await realpath(input).catch(() => resolve(input));
  const to = await realOf(resolve(output));
  if (isWithin(to, from) || isWithin(from, to))
    throw new Misuse(`${output} and ${input} lie within each other; choose another folder`);
  const info = await stat(output).catch(() => undefined);
  if (info === undefined) return;
  const isEmpty = info.isDirectory() && (await readdir(output)).length === 0;
  if (!isEmpty) throw new Misuse(`${output} is there already and not empty; nothing is overwritten`);
}

/** Where a path leads, as far as it exists. */
async function realOf(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined || dirname(path) === path) return real ?? path;
  return join(await realOf(dirname(path)), relative(dirname(path), path));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

function secretOf(path: string | undefined): Secret | Promise<Secret> {
  return path === undefined ? randomBytes(32) : readSecretKey(path);
}
