/** `cmr train image-check`: what says whether images look like those that models have learnt from. */
import { join } from "node:path";
import { acdcHearts, makeImageCheck } from "@cmrkit/learn";
import { Command } from "commander";
import { addForceOption, assertReplaceableIn, type ForceFlags } from "../force-option.ts";
import type { CliIo } from "../io.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { progress } from "../progress.ts";

interface ImageCheckFlags extends DeviceFlags, ForceFlags {
  readonly data: string;
  readonly encoder: string;
  readonly out: string;
  readonly name: string;
}

const NOTES = `
Looks at both phases of every patient with the encoder of a masked autoencoder and keeps what is usual there. In five folds
each patient is held against the others; the limit is what 98 of 100 stay within. The folder receives model/, which
cmr analyze --check-images DIR opens, card.md and distances.csv. A few minutes on two cores.

Example:
  cmr train image-check --data ../shared/data/acdc --encoder models/mae-tiny --out runs/image-check`;

export function trainImageCheckCommand(io: CliIo): Command {
  return addForceOption(addDeviceOptions(new Command("image-check")))
    .description("learn from the ACDC set which images are usual")
    .requiredOption("--data <dir>", "folder of the ACDC set, as its owners lay it out or with a cases.csv")
    .requiredOption("--encoder <dir>", "model folder of a masked autoencoder, as cmr pretrain mae writes it")
    .requiredOption("--out <dir>", "where the model and its card go")
    .option("--name <name>", "name of the model", "cmrkit image check")
    .addHelpText("after", NOTES)
    .action((flags: ImageCheckFlags) => train(io, flags));
}

async function train(io: CliIo, { data, encoder, out, name, force, ...device }: ImageCheckFlags): Promise<void> {
  await assertReplaceableIn(out, ["model", "card.md", "distances.csv"], { force });
  const hearts = await acdcHearts(data);
  const bar = progress(io, "patient");
  const { limit, tried, passingByOthersLimit } = await makeImageCheck({
    hearts,
    encoderFolder: encoder,
    out,
    name,
    session: sessionOptions(device),
    onHeart: bar.update,
  });
  bar.end();
  io.stdout(`limit ${limit.toFixed(1)}
patients within the limit that others set: ${passingByOthersLimit} of ${tried.length}
`);
  io.stderr(`the model is in ${join(out, "model")}\n`);
}
