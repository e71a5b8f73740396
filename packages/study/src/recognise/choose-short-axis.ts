/** The short-axis cine of a study, by what its series were recognised as. */
import { type CineChoice, chooseCine, DicomError, type Series, type UnjoinedSlices } from "@cmrkit/imaging";
import type { StudyWarning } from "../warning.ts";
import type { Finding } from "./evidence.ts";
import { noShortAxis } from "./no-short-axis.ts";
import type { RecognisedSeries } from "./recognise.ts";
import { contradictionOf, groundsOf, titleOf } from "./tell.ts";

export interface ShortAxisChoice {
  readonly choice: CineChoice;
  readonly warnings: readonly StudyWarning[];
}

/**
 * Series that the user names go before all others, then those recognised as short-axis cine, then those that may be one; among
 * them `chooseCine` decides, repetitions included.
 * @param recognised at least one series.
 * @throws {DicomError} the kinds of `chooseCine`; `no-cine` as `NoShortAxis`, with what each series was taken for.
 */
export function chooseShortAxis(
  recognised: readonly RecognisedSeries[],
  unjoined: readonly UnjoinedSlices[],
): ShortAxisChoice {
  const bySeries = new Map(recognised.map((one) => [one.series, one]));
  const ranks = [isNamed, isRecognised, couldBe];
  const fits = ranks.find((rank) => recognised.some(rank)) ?? couldBe;
  const options = {
    isCandidate: (series: Series) => fits(bySeries.get(series)!),
    reasonFor: (series: Series) => reasonFor(bySeries.get(series)!),
  };
  const choice = orRefusal(
    () =>
      chooseCine(
        recognised.map(({ series }) => series),
        options,
      ),
    () => noShortAxis(recognised, fits, unjoined),
  );
  return { choice, warnings: doubts(bySeries.get(choice.series)!) };
}

function isNamed({ sequence, view }: RecognisedSeries): boolean {
  const isTold = (finding: Finding<string>) =>
    finding.kind === "recognised" && finding.evidence.some(({ source }) => source === "user");
  return isTold(sequence) && isTold(view) && isRecognised({ sequence, view });
}

function isRecognised({ sequence, view }: Pick<RecognisedSeries, "sequence" | "view">): boolean {
  return (
    sequence.kind === "recognised" && sequence.value === "cine" && view.kind === "recognised" && view.value === "sax"
  );
}

function couldBe({ sequence, view }: RecognisedSeries): boolean {
  return (
    (sequence.kind === "unknown" || sequence.value === "cine") && (view.kind === "unknown" || view.value === "sax")
  );
}

function reasonFor({ sequence, view }: Pick<RecognisedSeries, "sequence" | "view">): string {
  return `${titleOf(sequence)}: ${groundsOf(sequence)} – ${titleOf(view)}: ${groundsOf(view)}`;
}

/** What to do about studies that are mixed is the same; where there is no cine, all series are told. */
function orRefusal(choose: () => CineChoice, noCine: () => DicomError): CineChoice {
  try {
    return choose();
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    if (error.kind === "no-cine") throw noCine();
    if (error.kind !== "mixed-studies") throw error;
    throw new DicomError("mixed-studies", `${error.message}, or name the series with --series`, error.details);
  }
}

/** What a reader should know of a series that was not recognised beyond doubt. */
function doubts({ sequence, view }: RecognisedSeries): readonly StudyWarning[] {
  const against = [contradictionOf(sequence), contradictionOf(view)].filter((text) => text !== "");
  const open = [sequence, view].filter(({ kind }) => kind === "unknown");
  return [
    ...(against.length === 0
      ? []
      : [
          {
            kind: "series-kind-disputed" as const,
            message: `the series is taken for the short-axis cine (${reasonFor({ sequence, view })}), though ${against.join("; ")}`,
          },
        ]),
    ...(open.length === 0
      ? []
      : [
          {
            kind: "series-kind-uncertain" as const,
            message: `the series is taken for the short-axis cine by its extent: ${open.map(groundsOf).join("; ")}`,
          },
        ]),
  ];
}
