/** The options by which the series of a study are recognised, and by which the user says what they are. */
import { openImageClassifier } from "@cmrkit/learn";
import { parseSeriesOverride, type RecogniseOptions, type SeriesOverride } from "@cmrkit/study";
import { type Command, Option } from "commander";
import { Misuse } from "./failure.ts";
import { shippedClassifierFolder } from "./model-options.ts";

export interface SeriesFlags {
  readonly series?: readonly SeriesOverride[];
  /** Its folder, or the shipped one; without it headers and planes alone are asked. */
  readonly classifier?: string | true;
}

/** What every `--series` says, in their order. */
function collected(text: string, before: readonly SeriesOverride[] = []): readonly SeriesOverride[] {
  try {
    return [...before, parseSeriesOverride(text)];
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

export function addSeriesOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--series <which>",
        "what a series is, by its number or UID, such as 12=cine/sax; 12 alone means that; may be repeated",
      ).argParser(collected),
    )
    .option(
      "--classifier [dir]",
      "ask an image classifier too what each series is: the shipped one, or a fine-tuned model's folder; say it after the study",
    );
}

/** Lends the options to `use`, with the classifier open, and frees it whatever happens. */
export async function withRecognition<T>(
  { series = [], classifier }: SeriesFlags,
  use: (options: RecogniseOptions) => Promise<T>,
): Promise<T> {
  if (classifier === undefined) return use({ overrides: series });
  const opened = await openImageClassifier(classifier === true ? shippedClassifierFolder : classifier);
  try {
    return await use({ overrides: series, classify: opened.classify });
  } finally {
    await opened.dispose();
  }
}
