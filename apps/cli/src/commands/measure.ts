/** `cmr measure`: hearts of a data set, late enhancement, maps, long-axis views, from labels that are there. */
import { Command } from "commander";
import type { CliIo } from "../io.ts";
import { measureHeartsCommand } from "./measure-hearts.ts";
import { measureLgeCommand } from "./measure-lge.ts";
import { measureLongAxisCommand } from "./measure-long-axis.ts";
import { measureMapCommand } from "./measure-map.ts";

const NOTES = `
Without a kind, hearts is meant.

Examples:
  $ cmr measure --set acdc --data ../shared/data/acdc --out measures.csv
  $ cmr measure lge study/#5 --labels lge-labels.nii.gz --label-table emidec --out results/lge
  $ cmr measure map --t1 t1.nii.gz --t1-post t1-post.nii.gz --labels wall.nii.gz --label-table cmrkit --haematocrit 0.42 --out results/maps
  $ cmr measure long-axis --lax2ch 2ch-labels.nii.gz --lax4ch 4ch-labels.nii.gz --label-table cmrkit --out results/long-axis

cmr measure KIND --help tells the options of each. Research use only; not a medical device.
`;

export function measureCommand(io: CliIo): Command {
  return new Command("measure")
    .description("measure a data set's hearts, late enhancement, T1 and T2 maps, or long-axis views, from labels")
    .addCommand(measureHeartsCommand(io), { isDefault: true })
    .addCommand(measureLgeCommand(io))
    .addCommand(measureMapCommand(io))
    .addCommand(measureLongAxisCommand(io))
    .addHelpText("after", NOTES);
}
