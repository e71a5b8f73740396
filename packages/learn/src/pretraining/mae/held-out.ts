/** Looking at studies that are never trained on: the loss of their removed patches, and pictures of what is guessed. */
import { type PatchMask, reconstruction, tokenPatch } from "@cmrkit/nn";
import { openSession, type Session, type SessionOptions } from "@cmrkit/runtime";
import { float32, type NamedTensors, type RandomStream, randomStream } from "@cmrkit/tensor";
import { meansByName } from "../metrics-log.ts";
import type { MaeConfig } from "./config.ts";
import type { ImageSource } from "./image-source.ts";
import { type GreyPicture, type ReconstructedView, reconstructionPicture } from "./montage.ts";
import { predictionName, reconstructionModel } from "./network.ts";
import { drawMasks, drawSample, feedsOf, type StudySample } from "./samples.ts";
import { keyOf, type MaeStudy, studiesByKind } from "./studies.ts";
import { kindOf, modelSize } from "./views.ts";

export interface HeldOut {
  readonly studies: number;
  /** `loss` and `loss/<view>`, each the mean over the studies that have it: the same frames and masks every time. */
  loss(weights: NamedTensors): Promise<Readonly<Record<string, number>>>;
  /** A few studies, one of each kind first. */
  picture(weights: NamedTensors): Promise<GreyPicture>;
  dispose(): Promise<void>;
}

const PICTURED_STUDIES = 3;

/** @param studies held out; at most `data.validationStudies` of them, evenly spread, are looked at. */
export function openHeldOut(
  studies: readonly MaeStudy[],
  source: ImageSource,
  config: MaeConfig,
  options: SessionOptions = {},
): HeldOut {
  const looker = new Looker(source, config, options);
  const chosen = evenly(studies, config.data.validationStudies);
  return {
    studies: chosen.length,
    loss: async (weights) => {
      const losses = [];
      for (const study of chosen) losses.push(metricsOf(await looker.look(study, weights)));
      return meansByName(losses);
    },
    picture: async (weights) => {
      const views: ReconstructedView[] = [];
      for (const study of picturedStudies(chosen))
        views.push(...reconstructed(await looker.look(study, weights), config));
      return reconstructionPicture(views);
    },
    dispose: () => looker.dispose(),
  };
}

/** What the model made of a study. */
interface Look {
  readonly sample: StudySample;
  readonly masks: ReadonlyMap<string, PatchMask>;
  readonly outputs: NamedTensors;
}

/** Holds a session for each kind of study. */
class Looker {
  readonly #source: ImageSource;
  readonly #config: MaeConfig;
  readonly #options: SessionOptions;
  readonly #random: RandomStream;
  readonly #sessions = new Map<string, Session>();

  constructor(source: ImageSource, config: MaeConfig, options: SessionOptions) {
    this.#source = source;
    this.#config = config;
    this.#options = options;
    this.#random = randomStream(config.seed).fork("held out");
  }

  async look(study: MaeStudy, weights: NamedTensors): Promise<Look> {
    const random = this.#random.fork(keyOf(study));
    const sample = await drawSample(study, this.#source, { config: this.#config }, random);
    const masks = drawMasks([sample], this.#config);
    const session = await this.#sessionOf(kindOf(study.images.keys()));
    return { sample, masks, outputs: await session.run(new Map([...weights, ...feedsOf([sample], masks)])) };
  }

  async #sessionOf(kind: string): Promise<Session> {
    const known = this.#sessions.get(kind);
    if (known) return known;
    const opened = await openSession(reconstructionModel(this.#config, kind), this.#options);
    this.#sessions.set(kind, opened);
    return opened;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.dispose()));
  }
}

function metricsOf({ outputs }: Look): Readonly<Record<string, number>> {
  const scalars = [...outputs].filter(([, { shape }]) => shape.length === 0);
  return Object.fromEntries(scalars.map(([name, { data }]) => [name, Number(data[0])]));
}

/** Grey of removed patches in pictures, between that of air and of muscle. */
const REMOVED_GREY = 0.25;

function reconstructed({ sample, masks, outputs }: Look, config: MaeConfig): ReconstructedView[] {
  return sample.views.map(({ grid, window }) => {
    const view = config.model.views.find(({ name }) => name === grid.name)!;
    const image = float32([1, 1, ...modelSize(grid)], window);
    const guess = outputs.get(predictionName(grid.name))!;
    const predicted = float32(guess.shape, Float32Array.from(guess.data, Number));
    const { masked, reconstructed } = reconstruction(image, predicted, masks.get(grid.name)!, {
      patch: tokenPatch(view, config.model.convChannels.length),
      removedGrey: REMOVED_GREY,
      isNormalised: config.normalisedTargets,
    });
    return { size: grid.size, input: window, masked: masked.data, reconstructed: reconstructed.data };
  });
}

function picturedStudies(studies: readonly MaeStudy[]): readonly MaeStudy[] {
  const firsts = [...studiesByKind(studies).values()].map(([first]) => first!);
  const others = studies.filter((study) => !firsts.includes(study));
  return [...firsts, ...others].slice(0, PICTURED_STUDIES);
}

function evenly<T>(items: readonly T[], most: number): readonly T[] {
  const count = Math.min(items.length, most);
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}
