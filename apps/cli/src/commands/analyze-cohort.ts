/** `cmr analyze-cohort`: many studies in, a folder of results for each and a summary of all out. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { ReferenceTable } from "@cmrkit/cardiac";
import {
  type CohortOutcome,
  type CohortStudy,
  cohortCsv,
  cohortPage,
  failuresCsv,
  findStudies,
  type PassedOver,
  writeOneFile,
} from "@cmrkit/study";
import { Command, Option } from "commander";
import { runCohort } from "../cohort/run-cohort.ts";
import { type CohortSettings, claim, weightsSha256 } from "../cohort/settings.ts";
import { type RunApart, runApart } from "../cohort/study-process.ts";
import { readSubjects, type SubjectTable } from "../cohort/subjects.ts";
import { Misuse } from "../failure.ts";
import type { CliIo } from "../io.ts";
import {
  addImageCheckOptions,
  addJudgeOptions,
  addModelOptions,
  type ImageCheckFlags,
  type JudgeFlags,
  type ModelFlags,
} from "../model-options.ts";
import { progress } from "../progress.ts";
import { addReferenceOptions, type ReferenceFlags, referenceOptionsOf } from "../reference-options.ts";
import { software } from "../software.ts";
import { textTable } from "../text-table.ts";
import { wholeNumber } from "../whole-number.ts";

interface CohortFlags extends ModelFlags, JudgeFlags, ImageCheckFlags, ReferenceFlags {
  readonly out?: string;
  readonly papillary: string;
  readonly subjects?: string;
  readonly jobs?: number;
  readonly timeout: number;
  readonly list?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
A study is a subfolder that holds DICOM, or a 4D NIfTI file, or a link to one, by whose name it then goes; --list shows what is
found, and what is passed over and why. Each is analysed in a process of
its own, so that one that crashes or hangs ends nothing else. Stop at any time with Ctrl-C; the same command goes on with
the studies that are not done, and tries those again that failed.

Writes studies/NAME/ (as cmr analyze), cohort.csv (a line a study), failures.csv and cohort.html, a page with the spread of
each measure. Ends with 1 when a study failed. Research use only; not a medical device.

Examples:
  $ cmr analyze-cohort exports/ --list
  $ cmr analyze-cohort exports/ --out results --subjects subjects.csv   # study, sex, age_years, height_cm, weight_kg
  $ cmr analyze-cohort exports/ --out results --subjects subjects.csv --reference-ranges our-ranges.csv   # see cmr analyze --help
  $ cmr analyze-cohort exports/ --out results --check-images --judge   # the table then names studies to look at
`;

export function analyzeCohortCommand(io: CliIo, apart: RunApart = runApart): Command {
  const command = new Command("analyze-cohort")
    .description("analyse many studies; tables and a page for all of them")
    .argument("<folder>", "folder of DICOM folders, one a study, or of 4D NIfTI files")
    .option("--out <dir>", "folder for the results")
    .addOption(
      new Option("--papillary <convention>", "what papillary muscles count to")
        .choices(["cavity", "mass"])
        .default("cavity"),
    )
    .option("--subjects <file>", "CSV: study, and any of sex (m, f), age_years, height_cm, weight_kg");
  return addImageCheckOptions(addJudgeOptions(addModelOptions(addReferenceOptions(command))))
    .option("--jobs <n>", "studies at once, by default as many as cores and memory allow", wholeNumber(1))
    .option("--timeout <minutes>", "after which a study is given up", wholeNumber(1), 30)
    .option("--list", "show the studies that are found, and end")
    .option("--json", "print the outcomes as JSON")
    .addHelpText("after", EXAMPLES)
    .action((folder: string, flags: CohortFlags) => analyzeCohort(io, apart, folder, flags));
}

async function analyzeCohort(io: CliIo, apart: RunApart, folder: string, flags: CohortFlags): Promise<void> {
  const { studies, passedOver } = await findStudies(folder);
  for (const { path, why } of passedOver) io.stderr(`cmr: passed over ${path}: ${why}\n`);
  if (flags.list === true) {
    io.stdout(flags.json === true ? `${JSON.stringify(studies, null, 2)}\n` : listText(studies));
    return;
  }
  const { out } = flags;
  if (out === undefined) throw new Misuse("give --out, the folder for the results, or --list to see what is found");
  const subjects =
    flags.subjects === undefined ? new Map<string, readonly string[]>() : readSubjects(flags.subjects, studies);
  const { referenceTable } = referenceOptionsOf(flags);
  await claim(out, await settingsOf(flags, subjects, referenceTable));
  const plan = planOf(flags, studies.length);
  const bar = progress(io, "analysed study");
  const outcomes = await runCohort({
    studies,
    folder: join(out, "studies"),
    jobs: plan.jobs,
    timeoutMs: flags.timeout * 60_000,
    flagsOf: ({ name }) => [...plan.flags, ...(subjects.get(name) ?? [])],
    runApart: apart,
    signal: stopSignal(),
    onOutcome: (outcome, done) => {
      if (outcome.kind === "failed") {
        bar.end();
        io.stderr(`${outcome.name}: ${outcome.error.message}\n`);
      }
      bar.update(done, studies.length);
    },
  }).finally(bar.end);
  await writeSummary(out, outcomes);
  const summary = { outcomes, of: studies.length, passedOver, out };
  io.stdout(flags.json === true ? `${JSON.stringify(summary, null, 2)}\n` : summaryText(summary));
  if (outcomes.some(({ kind }) => kind === "failed")) process.exitCode = 1;
}

/** What a study may need beside its neighbours: the budget of one analysis. */
const STUDY_BYTES = 4 * 2 ** 30;

/** How many studies run at once, and what each is told. */
function planOf(flags: CohortFlags, studies: number) {
  const { jobs, threads, device, model, papillary } = flags;
  const cores = availableParallelism();
  const fitting = Math.min(cores, Math.floor(process.availableMemory() / STUDY_BYTES), studies);
  const atOnce = jobs ?? Math.max(1, fitting);
  const each = threads ?? Math.max(1, Math.floor(cores / atOnce));
  const always = ["--threads", String(each), "--device", device, "--model", model, "--papillary", papillary];
  return { jobs: atOnce, flags: [...always, ...asked(flags)] };
}

/** What every study is told where it was asked for. */
function asked({ referenceRanges, judge, checkImages }: CohortFlags): readonly string[] {
  const options = { "--reference-ranges": referenceRanges, "--judge": judge, "--check-images": checkImages };
  return Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : value === true ? [name] : [name, value],
  );
}

async function settingsOf(
  { model, papillary, judge, checkImages }: CohortFlags,
  subjects: SubjectTable,
  referenceTable: ReferenceTable | undefined,
): Promise<CohortSettings> {
  return {
    schema: "cmrkit.cohort/2",
    software,
    model: await weightsSha256(model),
    papillary,
    subjects: Object.fromEntries(subjects),
    ...(referenceTable !== undefined && { referenceTable }),
    ...(judge !== undefined && { judge }),
    ...(checkImages !== undefined && { checkImages }),
  };
}

/** Fires at Ctrl-C and SIGTERM. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

async function writeSummary(out: string, outcomes: readonly CohortOutcome[]): Promise<void> {
  const failed = outcomes.filter((outcome) => outcome.kind === "failed");
  const reportOf = (name: string) => `studies/${encodeURIComponent(name)}/report.html`;
  await writeOneFile(join(out, "cohort.csv"), cohortCsv(outcomes), true);
  await writeOneFile(join(out, "failures.csv"), failuresCsv(failed), true);
  await writeOneFile(join(out, "cohort.html"), cohortPage(outcomes, reportOf), true);
}

function listText(studies: readonly CohortStudy[]): string {
  const rows = studies.map(({ name, path }) => [name, path]);
  return `${textTable([["study", "path"], ...rows], ["left", "left"])}${studies.length} ${studies.length === 1 ? "study" : "studies"}\n`;
}

interface Summary {
  readonly outcomes: readonly CohortOutcome[];
  /** Studies of the cohort, done or not. */
  readonly of: number;
  readonly passedOver: readonly PassedOver[];
  readonly out: string;
}

function summaryText({ outcomes, of, passedOver, out }: Summary): string {
  const failed = outcomes.filter(({ kind }) => kind === "failed").length;
  const left = of - outcomes.length;
  const rest = left === 0 ? "" : `, ${left} not begun or stopped: the same command goes on with them`;
  const measured = outcomes.length - failed;
  const aside = passedOver.length === 0 ? "" : `, ${passedOver.length} passed over (named above)`;
  return `${measured} ${measured === 1 ? "study" : "studies"} measured, ${failed} failed${aside}${rest}
Page: ${join(out, "cohort.html")}
Table: ${join(out, "cohort.csv")}${failed > 0 ? `\nFailures: ${join(out, "failures.csv")}` : ""}
Research use only. Not a medical device.
`;
}
