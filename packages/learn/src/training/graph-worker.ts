/** A thread that runs gradient graphs, one request after another. Run by `new Worker`, never imported. */
import { parentPort } from "node:worker_threads";
import { openSession, type Session } from "@cmrkit/runtime";
import type { GraphAnswer, GraphRequest } from "./graph-messages.ts";
import { metricsOf } from "./graph-runner.ts";

const sessions = new Map<string, Session>();

parentPort?.on("message", async (request: GraphRequest) => {
  parentPort?.postMessage(await answerOf(request));
});

async function answerOf(request: GraphRequest): Promise<GraphAnswer> {
  try {
    return await done(request);
  } catch (error) {
    return { kind: "failed", failure: error instanceof Error ? error.message : String(error) };
  }
}

async function done(request: GraphRequest): Promise<GraphAnswer> {
  switch (request.kind) {
    case "open": {
      const session = await openSession(request.bytes, request.options);
      sessions.set(request.name, session);
      return { kind: "opened", inputNames: session.inputNames };
    }
    case "run": {
      const session = sessions.get(request.name)!;
      return { kind: "ran", metrics: await metricsOf(session, request.feeds, request.into) };
    }
    case "close":
      await Promise.all([...sessions.values()].map((session) => session.dispose()));
      return { kind: "closed" };
  }
}
