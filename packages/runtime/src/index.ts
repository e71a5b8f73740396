export { RuntimeFailure } from "./errors.ts";
export { availableDevices, openSession } from "./node.ts";
export type { Device, ModelBytes, OpenSession, Session, SessionOptions } from "./session.ts";
