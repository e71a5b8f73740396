/** The network and task of a configuration, put together. */
import { LearnError } from "../errors.ts";
import type { FinetuneConfig } from "./config.ts";
import { landmarkNames } from "./landmarks/config.ts";
import { networkViews } from "./networks/network-views.ts";
import { networks } from "./networks/networks.ts";
import type { Model } from "./program.ts";
import { classificationTask } from "./tasks/classification.ts";
import { landmarkCoordinatesTask } from "./tasks/landmark-coordinates.ts";
import { landmarkHeatMapTask } from "./tasks/landmark-heatmap.ts";
import { regressionTask, type TargetStatistics } from "./tasks/regression.ts";
import { segmentationTask } from "./tasks/segmentation.ts";
import type { Task } from "./tasks/task.ts";

/**
 * @param channels Of each image.
 * @throws {LearnError} `bad-config` for a network that cannot be, or that answers otherwise than the task asks.
 */
export function modelOf(config: FinetuneConfig, channels: number, statistics: TargetStatistics | undefined): Model {
  const task = taskOf(config, statistics);
  const { kind, ...json } = config.network;
  const views = networkViews(config);
  const network = networks[kind](json, { views, channels, outputs: task.outputs });
  if (network.answers !== task.answers)
    throw new LearnError(
      "bad-config",
      `a ${network.title} answers for ${asked(network.answers)}, a ${config.task.kind} asks for ${asked(task.answers)}`,
    );
  return { network, task, views, channels };
}

function asked(answers: Task["answers"]): string {
  return answers === "voxels" ? "every voxel" : "the image";
}

function taskOf({ task, window }: FinetuneConfig, statistics: TargetStatistics | undefined): Task {
  switch (task.kind) {
    case "segmentation":
      return segmentationTask(Object.keys(task.classes).length + 1);
    case "classification":
      return classificationTask(task.classes.length, task.labelSmoothing);
    case "regression":
      return regressionTask(statistics!);
    case "landmark-heatmap":
      return landmarkHeatMapTask(landmarkNames(task.landmarks).length);
    case "landmark-coordinates":
      return landmarkCoordinatesTask(landmarkNames(task.landmarks).length, window.size);
  }
}
