/** How long an agent and its executors wait for each other, in ms: constants and flags of Mesos 0.28.3. */

/** How long executors may take to stop when they are told to shut down (slave/constants.cpp:28). */
export const shutdownGraceMs = 5000;
/** How long a restarted agent waits for its executors (slave/constants.cpp:29). */
export const executorReregisterMs = 2000;
/** How long executors wait for their agent (slave/flags.cpp:309). */
export const recoveryTimeoutMs = 900_000;
/** From the exit of an agent that was told to shut down to its next start, by its supervisor. */
export const supervisorRestartMs = 1000;
