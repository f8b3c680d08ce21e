/**
 * Every test of Marathon that the simulated Marathon 1.1.1 is held against, by file and line (v1.1.1 where no version is
 * named). Each is played by a test of this folder whose title names its file and line, or listed in not-applicable.md.
 */

export interface Row {
  /** What it is about. */
  readonly area: string;
  /** `File.scala:line`, as titles of tests name it. */
  readonly original: string;
  /** What it shows. */
  readonly about: string;
  /** The version whose test it is, where that is a later one. */
  readonly version: string | null;
}

type Test = readonly [line: string, about: string];

const of = (
  area: string,
  file: string,
  tests: readonly Test[],
  version: string | null = null,
): readonly Row[] => tests.map(([line, about]) => ({ area, original: `${file}:${line}`, about, version }));

export const rows: readonly Row[] = [
  ...of("end to end", "ResidentTaskIntegrationTest.scala", [
    ["32", "deploy and write to volume"],
    ["72", "volume re-attached, keeps state"],
    ["111", "launched completely on reserved resources"],
    ["146", "Scale Up"],
    ["157", "Scale Down"],
    ["198", "Config Change"],
    ["235", "(ignored) RELAUNCH_AFTER_TIMEOUT 10 s"],
    ["249", "(ignored) escalation 5 s"],
    ["141-143", "blank slate after each test"],
  ]),
  ...of("end to end", "AppDeployIntegrationTest.scala", [
    ["79", "backoff kept on scaling"],
    ["94", "restart ignores backoff"],
    ["561", "rollback deployment"],
  ]),
  ...of("end to end", "LaunchQueueIntegrationTest.scala", [["11", "queue empty"]]),
  ...of("end to end", "ResidentTaskIntegrationTest.scala", [["107", "failure keeps volume"]], "v1.9.109"),
  ...of(
    "end to end",
    "AgentGoneByOperatorIntegrationTest.scala",
    [["21", "agent gone by operator"]],
    "v1.9.109",
  ),
  ...of(
    "end to end",
    "TaskLostIntegrationTest.scala",
    [
      ["43", "replacement for lost task"],
      ["78", "lost expunged after gc"],
    ],
    "v1.1.7",
  ),
  ...of("offers and matchers", "TaskOpFactoryImplTest.scala", [
    ["52", "normal app, insufficient"],
    ["67", "normal app launch"],
    ["97", "resident, no disk for volume"],
    ["112", "resident reserve"],
    ["159", "resident, enough launched"],
  ]),
  ...of("offers and matchers", "TaskOpFactoryHelperTest.scala", [["12", "id mismatch"]]),
  ...of("offers and matchers", "PersistentVolumeMatcherTest.scala", [
    ["14", "missing volumes"],
    ["30", "correct volumes"],
    ["79", "unwanted volume"],
  ]),
  ...of("offers and matchers", "ResourceMatcherTest.scala", [
    ["20", "disk 0 needs no disk"],
    ["71", "reservations preserved"],
    ["133", "resources with DiskInfo ignored"],
    ["183", "wrong role"],
    ["200", "constraint ok / fails"],
    ["221", "constraint ok / fails"],
    ["302", "constraints ignore older versions"],
    ["346", "constraints count since last config change"],
  ]),
  ...of(
    "offers and matchers",
    "ResourceMatcherTest.scala",
    [
      ["787", "Reserved blocks UNIQUE"],
      ["819", "Reserved does not block without constraint"],
    ],
    "v1.4.13",
  ),
  ...of("offers and matchers", "PortsMatcherTest.scala", [
    ["22", "ports: single range, several ranges"],
    ["32", "ports: single range, several ranges"],
    ["52", "requirePorts"],
    ["73", "requirePorts"],
    ["144", "requirePorts"],
    ["108", "unwanted role ignored"],
    ["152", "dynamic mapping unsatisfiable / satisfied / random"],
    ["169", "dynamic mapping unsatisfiable / satisfied / random"],
    ["187", "dynamic mapping unsatisfiable / satisfied / random"],
    ["280", "fixed + dynamic"],
    ["299", "fixed + dynamic"],
  ]),
  ...of("offers and matchers", "ResourceUtilTest.scala", [["44", "consumption honours reservation"]]),
  ...of("operations, processor, manager, reconciler, revives", "OfferOperationFactoryTest.scala", [
    ["12", "launch needs no principal/role"],
    ["27", "reserve without role"],
    ["69", "create"],
  ]),
  ...of("operations, processor, manager, reconciler, revives", "TaskLabelsTest.scala", [
    ["11", "labels: none"],
    ["33", "labels: other framework"],
  ]),
  ...of("operations, processor, manager, reconciler, revives", "OfferProcessorImplTest.scala", [
    ["28", "accept ok"],
    ["107", "driver refuses, resident"],
    ["159", "matcher slow"],
    ["247", "no match"],
    ["259", "matcher crash"],
  ]),
  ...of("operations, processor, manager, reconciler, revives", "TaskLauncherImplTest.scala", [
    ["39", "driver aborted / ok"],
    ["48", "driver aborted / ok"],
    ["63", "decline filters"],
    ["69", "decline filters"],
  ]),
  ...of("operations, processor, manager, reconciler, revives", "StopOnFirstMatchingOfferMatcherTest.scala", [
    ["33", "second if first empty"],
    ["49", "last if all empty"],
    ["66", "last if all empty"],
  ]),
  ...of("operations, processor, manager, reconciler, revives", "OfferMatcherManagerActorTest.scala", [
    ["43", "precedence"],
  ]),
  ...of("operations, processor, manager, reconciler, revives", "OfferMatcherManagerModuleTest.scala", [
    ["34", "no matchers"],
    ["72", "two matchers share offer"],
    ["88", "tokens 0,1,5"],
  ]),
  ...of("operations, processor, manager, reconciler, revives", "OfferMatcherReconcilerTest.scala", [
    ["20", "reconcile: unlabelled"],
    ["30", "reconcile: unknown app + task"],
    ["92", "reconcile: unknown app"],
    ["123", "reconcile: both known"],
  ]),
  ...of(
    "operations, processor, manager, reconciler, revives",
    "OffersWantedForReconciliationActorTest.scala",
    [["50", "wants offers when resident app stopped"]],
  ),
  ...of("operations, processor, manager, reconciler, revives", "ReviveOffersActorTest.scala", [
    ["28", "revive on wanted"],
    ["64", "revive on (re)registration"],
    ["81", "nothing left"],
    ["124", "not wanted"],
    ["140", "rate limit"],
    ["156", "rate limit"],
    ["237", "repetitions"],
  ]),
  ...of("operations, processor, manager, reconciler, revives", "OfferMatcherLaunchTokensActorTest.scala", [
    ["15", "tokens init / refill"],
    ["20", "tokens init / refill"],
    ["30", "tokens init / refill"],
    ["40", "tokens init / refill"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "OverdueTasksActorTest.scala", [
    ["78", "overdue"],
    ["95", "boundaries"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "TaskStateOpResolverTest.scala", [
    ["25", "ForceExpunge missing"],
    ["43", "LaunchOnReservation / MesosUpdate / ReservationTimeout missing"],
    ["66", "LaunchOnReservation / MesosUpdate / ReservationTimeout missing"],
    ["87", "LaunchOnReservation / MesosUpdate / ReservationTimeout missing"],
    ["141", "Revert"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "TaskOpProcessorImplTest.scala", [
    ["37", "store ok"],
    ["123", "store fails, reload none"],
    ["172", "store and reload fail"],
    ["333", "NoChange / Failure"],
    ["363", "NoChange / Failure"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "TaskSerializerTest.scala", [
    ["120", "serialise Reserved / LaunchedOnReservation"],
    ["139", "serialise Reserved / LaunchedOnReservation"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "TaskStatusUpdateProcessorImplTest.scala", [
    ["21", "unknown task, not lost"],
    ["47", "known but not launched"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "PostToEventStreamStepImplTest.scala", [
    ["23", "event on first RUNNING"],
    ["58", "no event on repeat"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "TaskTrackerImplTest.scala", [
    ["214-218", "ephemeral expunged on each terminal"],
    ["301-443", "no store if unchanged / store if state or health changed"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "AppTaskLauncherActorTest.scala", [
    ["59", "upgrade resets count and asks backoff"],
    ["93", "upgrade re-registers"],
    ["146", "stop waits for in flight"],
    ["170", "reject"],
    ["239", "accept"],
    ["265", "expunge / update counts"],
    ["287", "expunge / update counts"],
    ["342", "running task not removed"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "RateLimiterTest.scala", [
    ["15", "backoff"],
    ["24", "backoff"],
    ["34", "backoff"],
    ["49", "backoff"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "SchedulerActionsTest.scala", [
    ["23", "stopApp resets"],
    ["53", "reconcile sends"],
    ["95", "reconcile sends"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "QueueResourceTest.scala", [
    ["20", "queue JSON"],
    ["44", "queue JSON"],
    ["68", "queue delay delete"],
    ["79", "queue delay delete"],
  ]),
  ...of("tracker, timeouts, statuses, queue, backoff", "MarathonConfTest.scala", [
    ["85", "roles defaults"],
    ["95", "roles defaults"],
    ["103", "roles defaults"],
    ["110", "roles defaults"],
  ]),
  ...of("kills, wipes, deployments", "TaskKillerTest.scala", [
    ["29", "nothing to kill"],
    ["58", "kill and scale"],
    ["86", "kill"],
    ["125", "wipe"],
  ]),
  ...of("kills, wipes, deployments", "AppTasksResourceTest.scala", [
    ["25", "deleteMany"],
    ["51", "wipe passed on"],
    ["97", "wipe passed on"],
    ["61", "deleteOne"],
  ]),
  ...of("kills, wipes, deployments", "TasksResourceTest.scala", [
    ["24", "bulk kill"],
    ["59", "bulk kill"],
    ["226", "bad id"],
  ]),
  ...of("kills, wipes, deployments", "AppStopActorTest.scala", [
    ["28", "stop actor"],
    ["76", "stop actor"],
    ["92", "stop actor"],
    ["113", "stop actor"],
    ["136", "stop actor"],
    ["167", "stop actor"],
  ]),
  ...of("kills, wipes, deployments", "TaskStartActorTest.scala", [
    ["93", "start actor"],
    ["116", "start actor"],
    ["130", "start actor"],
    ["189", "start actor"],
    ["212", "start actor"],
  ]),
  ...of("kills, wipes, deployments", "RestartStrategyTest.scala", [
    ["119", "strategy normal"],
    ["136", "strategy normal"],
    ["153", "strategy normal"],
    ["170", "strategy normal"],
    ["187", "strategy normal"],
    ["204", "strategy normal"],
  ]),
  ...of("kills, wipes, deployments", "TaskReplaceActorTest.scala", [
    ["38", "replace"],
    ["69", "replace"],
    ["140", "replace 0.5"],
    ["200", "replace 0.5/0 (resident numbers)"],
    ["326", "replace 1.0/0.7, 1.0/0.3 down"],
    ["388", "replace 1.0/0.7, 1.0/0.3 down"],
    ["454", "cancelled / retry / wait"],
    ["476", "cancelled / retry / wait"],
    ["519", "cancelled / retry / wait"],
  ]),
  ...of("kills, wipes, deployments", "DeploymentPlanTest.scala", [
    ["355", "plan: kill list"],
    ["391", "plan: resident scale valid"],
  ]),
  ...of(
    "kills, wipes, deployments",
    "KillActionTest.scala",
    [["33", "unreachable resident kill"]],
    "v1.4.13",
  ),
  ...of(
    "kills, wipes, deployments",
    "UnreachableReservedOfferMonitorTest.scala",
    [
      ["56", "unreachable seen in offer"],
      ["73", "unreachable seen in offer"],
      ["92", "unreachable seen in offer"],
    ],
    "v1.4.13",
  ),
  ...of(
    "kills, wipes, deployments",
    "InstanceUpdaterTest.scala",
    [["328", "suspend on terminal"]],
    "v1.9.109",
  ),
  ...of("validation and JSON", "AppDefinitionValidatorTest.scala", [
    ["263", "docker container with persistent volume"],
    ["287", "persistent: empty path, RO, size 0, size -1"],
    ["295", "persistent: empty path, RO, size 0, size -1"],
    ["303", "persistent: empty path, RO, size 0, size -1"],
    ["311", "persistent: empty path, RO, size 0, size -1"],
    ["319", '".", ".."'],
    ["327", '".", ".."'],
    ["351", '"/path", "foo/bar"'],
    ["359", '"/path", "foo/bar"'],
    ["367", "resident update"],
    ["530", "roles"],
  ]),
  ...of("validation and JSON", "AppDefinitionFormatsTest.scala", [
    ["184", "default strategy"],
    ["190", "default strategy"],
    ["215", "residency read / write"],
    ["228", "residency read / write"],
  ]),
  ...of("validation and JSON", "AppUpdateTest.scala", [
    ["302", "PUT-create defaults"],
    ["331", "PUT-create defaults"],
    ["360", "PUT-create defaults"],
    ["389", "PUT-create defaults"],
    ["418", "PUT-create defaults"],
  ]),
  ...of("validation and JSON", "AppsResourceTest.scala", [["248", "misspelt volume"]]),
  ...of("validation and JSON", "TaskTest.scala", [["136", "volume id with dots"]], "v1.4.13"),
  ...of("constraints", "ConstraintsTest.scala", [
    ["84", "UNIQUE / CLUSTER host"],
    ["132", "rack UNIQUE / CLUSTER"],
    ["250", "GROUP_BY rack"],
    ["309", "GROUP_BY rack"],
    ["364", "GROUP_BY host"],
  ]),
];
