/** All commands of `cmr`. */
import { Command } from "commander";
import { analyzeCommand } from "./commands/analyze.ts";
import { analyzeCohortCommand } from "./commands/analyze-cohort.ts";
import { anonymizeCommand } from "./commands/anonymize.ts";
import { catalogueCommand } from "./commands/catalogue.ts";
import { classifyCommand } from "./commands/classify.ts";
import { demoCommand } from "./commands/demo.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { featuresCommand } from "./commands/features.ts";
import { fewShotCommand } from "./commands/few-shot.ts";
import { finetuneCommand } from "./commands/finetune.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { measureCommand } from "./commands/measure.ts";
import { parityCommand } from "./commands/parity.ts";
import { phantomCommand } from "./commands/phantom.ts";
import { predictCommand } from "./commands/predict.ts";
import { pretrainCommand } from "./commands/pretrain.ts";
import { regressCommand } from "./commands/regress.ts";
import { segmentCommand } from "./commands/segment.ts";
import { trainCommand } from "./commands/train.ts";
import { weightsCommand } from "./commands/weights.ts";
import type { CliIo } from "./io.ts";
import { describeOptions } from "./option-help.ts";
import { refuseRepeatedOptions } from "./repeated-options.ts";
import { software } from "./software.ts";
import { nameSwallowedInputs } from "./swallowed-input.ts";

/** @throws {CommanderError} from `parseAsync` instead of leaving the process. */
export function program(io: CliIo): Command {
  const cmr = new Command("cmr")
    .description("Measures the heart in cardiac MR. Research use only; not a medical device.")
    .version(software)
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr, outputError: () => {} })
    .addCommand(analyzeCommand(io))
    .addCommand(analyzeCohortCommand(io))
    .addCommand(segmentCommand(io))
    .addCommand(inspectCommand(io))
    .addCommand(anonymizeCommand(io))
    .addCommand(demoCommand(io))
    .addCommand(trainCommand(io))
    .addCommand(evaluateCommand(io))
    .addCommand(pretrainCommand(io))
    .addCommand(finetuneCommand(io))
    .addCommand(fewShotCommand(io))
    .addCommand(predictCommand(io))
    .addCommand(measureCommand(io))
    .addCommand(featuresCommand(io))
    .addCommand(classifyCommand(io))
    .addCommand(regressCommand(io))
    .addCommand(phantomCommand(io))
    .addCommand(parityCommand(io))
    .addCommand(weightsCommand(io))
    .addCommand(catalogueCommand(io));
  describeOptions(cmr);
  passOn(cmr);
  refuseRepeatedOptions(cmr);
  nameSwallowedInputs(cmr);
  return cmr;
}

/** Commands made apart from their parent do not inherit how it writes and leaves. */
function passOn(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    passOn(command);
  }
}
