#!/usr/bin/env node
import { availableParallelism } from "node:os";
import { openMpi } from "@cmrkit/learn";
import { openOutlineJudge } from "@cmrkit/study";
import { outliveReader } from "./closed-pipe.ts";
import { jobOf } from "./job.ts";
import { openAnySegmenter } from "./open-segmenter.ts";
import { run } from "./run.ts";

outliveReader([process.stdout, process.stderr]);
const job = jobOf(process.env, availableParallelism(), openMpi);
const exitCode = await run(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  isStderrTerminal: process.stderr.isTTY === true,
  showsStackTraces: process.env.CMR_DEBUG === "1",
  nowMs: () => performance.now(),
  now: () => new Date(),
  job,
  openSegmenter: openAnySegmenter,
  openJudge: openOutlineJudge,
});
if (exitCode !== 0) process.exitCode = exitCode; // a command that ran to its end may have set its own
job.end(exitCode);
