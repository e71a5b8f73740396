/** `cmr pretrain`: encoders from images without labels, one subcommand for each recipe, one that looks at the result, one for the card. */
import { Command } from "commander";
import type { CliIo } from "../io.ts";
import { pretrainCardCommand } from "./pretrain-card.ts";
import { pretrainDinoCommand } from "./pretrain-dino.ts";
import { pretrainHealthCommand } from "./pretrain-health.ts";
import { pretrainMaeCommand } from "./pretrain-mae.ts";

export function pretrainCommand(io: CliIo): Command {
  return new Command("pretrain")
    .description("pre-train an encoder on images without labels")
    .addCommand(pretrainMaeCommand(io))
    .addCommand(pretrainDinoCommand(io))
    .addCommand(pretrainHealthCommand(io))
    .addCommand(pretrainCardCommand(io));
}
