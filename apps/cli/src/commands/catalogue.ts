/** `cmr catalogue`: finds the images below folders and records what each is, for pre-training to draw from. */
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import {
  type CatalogueSettings,
  catalogueFolders,
  type KindRule,
  LearnError,
  parseKindRule,
  summariseCatalogue,
  visitRefusedFiles,
} from "@cmrkit/learn";
import { csvCell } from "@cmrkit/study";
import { Command, InvalidArgumentError } from "commander";
import { Misuse } from "../failure.ts";
import type { CliIo } from "../io.ts";
import { progress } from "../progress.ts";
import { catalogueText } from "./catalogue-text.ts";

interface CatalogueOptions {
  readonly out?: string;
  readonly exclude: readonly string[];
  readonly as: readonly KindRule[];
  readonly patient?: string;
  readonly key?: string;
  readonly report?: string;
  readonly json?: boolean;
}

const NOTES = `
Files are told by their content: classic MR DICOM, NIfTI, 8- and 16-bit grey PNG, grey JPEG. DICOM images are sorted into
stacks and cines; where a stack is not whole, its slices are taken one by one. Left out, each with its reason: files of
other formats, unreadable and unsupported ones, copies (equal pixels), images all of one value, images under 16 pixels
across, and label maps (whole numbers from 0 on, at most 16 different ones in a plane).

A patient is a hash of the DICOM PatientID, never the ID; give a secret with --key where short IDs could be guessed. For
other files it is the name's part before the first underscore, with its last two folders, or the folder alone; --patient
takes another part of the path. Sequence and view come from --as, then the series description or the words of name and
folder, then the geometry.

The catalogue is an SQLite file. Stop at any time with Ctrl-C; the same command goes on, and reads only what is new.

Examples:
  $ cmr catalogue studies/ --out catalogue.sqlite
  $ cmr catalogue data/ --out catalogue.sqlite --exclude '*_gt.nii.gz' --as 'lax4ch/**=cine:lax_4c'
  $ cmr catalogue show catalogue.sqlite`;

export function catalogueCommand(io: CliIo): Command {
  const show = new Command("show")
    .description("print what is in a catalogue")
    .argument("<file>", "catalogue")
    .option("--json", "print as JSON")
    .action((file: string, { json }: { readonly json?: boolean }) => print(file, json === true, io));
  return new Command("catalogue")
    .description("find the images below folders and record what each is, for pre-training")
    .argument("<dir...>", "folders, searched with their subfolders")
    .option("--out <file>", "the catalogue; one that is there is brought up to date (required)")
    .option("--exclude <glob>", "pass over files and folders that match; repeatable", collect, [])
    .option("--as <glob=sequence[:view]>", "say what files that match are; repeatable", collectRule, [])
    .option("--patient <regex>", "find the patient in a path: the first group, or the whole match")
    .option("--key <file>", "file with a secret for the hash of patient IDs")
    .option("--report <file>", "write every file that is left out, with its reason, as CSV")
    .option("--json", "print the summary as JSON")
    .addHelpText("after", NOTES)
    .action((folders: string[], { out, ...options }: CatalogueOptions) => {
      if (out === undefined) throw new Misuse("--out <file> says where the catalogue goes"); // not asked of `show`
      return make(folders, out, options, io);
    })
    .addCommand(show);
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

function collectRule(value: string, earlier: readonly KindRule[]): readonly KindRule[] {
  try {
    return [...earlier, parseKindRule(value)];
  } catch (error) {
    if (error instanceof LearnError) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}

async function make(
  folders: readonly string[],
  out: string,
  options: Omit<CatalogueOptions, "out">,
  io: CliIo,
): Promise<void> {
  const settings = settingsOf(options);
  const bar = progress(io, "catalogued: file");
  const stop = stopRequest();
  const run = await catalogueFolders({
    folders,
    path: out,
    settings,
    onProgress: bar.update,
    shouldStop: () => stop.isRequested,
  }).finally(() => {
    bar.end();
    stop.forget();
  });
  if (options.report !== undefined) writeReport(out, options.report);
  print(out, options.json === true, io);
  const read = `${run.filesRead} files read, ${run.filesKnown} known and unchanged`;
  if (!run.isFinished) io.stderr(`stopped: ${read}; the same command goes on from there\n`);
  else io.stderr(`${read}; the catalogue is ${out}\n`);
}

function settingsOf({ exclude, as, patient, key }: CatalogueOptions): CatalogueSettings {
  return {
    exclude,
    kinds: as,
    ...(patient !== undefined && { patient: expression(patient) }),
    ...(key !== undefined && { patientSecret: readSecret(key) }),
  };
}

function expression(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw new Misuse(`--patient: "${source}" is no regular expression`);
  }
}

/** As many bytes as the hash is long; fewer could be guessed like the IDs themselves. */
const LEAST_SECRET_BYTES = 16;

function readSecret(path: string): Uint8Array {
  const secret = readOrMiss(path);
  if (secret.length >= LEAST_SECRET_BYTES) return secret;
  throw new LearnError(
    "bad-config",
    `${path} holds ${secret.length} bytes; a secret has at least ${LEAST_SECRET_BYTES}`,
  );
}

function readOrMiss(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new LearnError("data-missing", `${path} cannot be read; --key names a file with a secret`);
  }
}

/** Ctrl-C asks for a stop after the running file; a second one ends at once. */
function stopRequest(): { readonly isRequested: boolean; readonly forget: () => void } {
  const request = { isRequested: false, forget: () => {} };
  const ask = () => {
    request.isRequested = true;
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, ask);
  request.forget = () => {
    for (const signal of signals) process.off(signal, ask);
  };
  return request;
}

function print(file: string, asJson: boolean, io: CliIo): void {
  const summary = summariseCatalogue(file);
  io.stdout(asJson ? `${JSON.stringify(summary, null, 2)}\n` : catalogueText(summary));
}

/** Line by line: there may be millions. */
function writeReport(catalogue: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  try {
    writeSync(file, "outcome,path,reason\n");
    visitRefusedFiles(catalogue, (refused) => {
      writeSync(file, `${[refused.outcome, refused.path, refused.reason].map(csvCell).join(",")}\n`);
    });
  } finally {
    closeSync(file);
  }
}
