/**
 * Why an app or task waits, or is where it is: one code, its sentence, and what would change it. The one table; `{name}`
 * stands for a fact of the case.
 */

import { constraintReasons } from "../../model/constraints.ts";
import { deploymentCodes } from "./deployment-codes.ts";
import { healthCodes } from "./health-codes.ts";

/** What somebody may do, or what may happen, and what comes of it. */
export interface Remedy {
  readonly do: string;
  readonly gives: string;
  /** The name of a fact: it is one only where that is not empty. */
  readonly where?: string;
}

export interface Code {
  /** For the list of codes. */
  readonly about: string;
  /** For the case: a whole sentence, or two. */
  readonly says: string;
  readonly remedies: readonly Remedy[];
}

const dataLost = "placed on {elsewhere}, data lost";
const wipe: Remedy = { do: "task.kill with {which}wipe: true", gives: dataLost };
const comesToo: Remedy = {
  where: "absent",
  do: "{absent} comes back and registers",
  gives: "its resources are offered",
};
const oneMore: Remedy = {
  where: "roomForMore",
  do: "app.scale to {more}{byForce}",
  gives: "one more instance elsewhere; this one still waits",
};
const comesBack: Remedy = {
  do: "{agent} comes back and registers",
  gives: "the task runs there again, data kept",
};
/** Why suspended tasks keep Marathon from reserving anew (TaskOpFactoryImpl.scala:68-69). */
const covers =
  "Marathon reserves anew only while it has fewer reserved tasks ({reserved}) than instances to launch ({left}).";
const room = (what: string): Code => ({
  about: `no agent has enough ${what} that the app may use`,
  says: "{noAgent} room for one more instance: {closest} has {have} free of the {need} that it needs.",
  remedies: [
    comesToo,
    { do: "agent.add with {all} or more free", gives: "one more instance is placed there" },
    {
      where: "large",
      do: "end or scale down something else on {large}",
      gives: "Marathon takes the next offer that fits",
    },
  ],
});
const constraint = (code: keyof typeof constraintReasons): Code => ({
  about: constraintReasons[code],
  says: "{constraint} is met on none of the {agents} that {have} room: {where}.",
  remedies: [
    { do: "agent.add with what {constraint} asks for", gives: "one more instance is placed there" },
    { do: "app.update with {force}other constraints", gives: "a new configuration; its tasks are replaced" },
  ],
});

export const codes = {
  // How it stands.
  running: {
    about: "as many instances run as are wanted",
    says: "All that is wanted runs.",
    remedies: [],
  },
  "scaled-to-zero": {
    about: "no instance is wanted",
    says: "It was scaled to 0 at {since}.",
    remedies: [{ do: "app.scale to 1 or more", gives: "launches {what}" }],
  },
  "app-not-created": {
    about: "the app is created later, or never",
    says: "It is not created yet{when}.",
    remedies: [],
  },
  "app-rejected": {
    about: "Marathon refused the app",
    says: "Marathon refused to create it at {since}: {message}.",
    remedies: [],
  },
  "app-destroyed": {
    about: "the app was destroyed",
    says: "It was destroyed at {since}.",
    remedies: [{ do: "app.create", gives: "a new app{adopting}" }],
  },

  // Whoever should launch it is not there.
  "no-leader": {
    about: "no instance of its Marathon leads",
    says: "No instance of {framework} leads{since}: nobody looks at offers.",
    remedies: [{ do: "an instance is elected", gives: "it recovers what is stored, and asks for offers" }],
  },
  "framework-left": {
    about: "its Marathon was torn down",
    says: "{framework} was torn down{since}: what it ran has ended, and nobody launches it again.",
    remedies: [],
  },
  "no-master": {
    about: "no Mesos master leads",
    says: "No Mesos master leads since {since}: nobody makes offers.",
    remedies: [{ do: "a master is elected", gives: "agents and frameworks register with it" }],
  },
  "framework-disconnected": {
    about: "its Marathon is not registered with the master",
    says: "{framework} is not registered with the master{since}: it gets no offers.",
    remedies: [{ do: "framework.reconnect", gives: "it registers and asks for offers" }],
  },

  // A waiting task of a resident app.
  "agent-removed": {
    about: "a waiting task is pinned to an agent that the master has removed",
    says: `It waits for {agent}, which was removed at {since}: {whose} suspended there and {holds}. ${covers}`,
    remedies: [comesBack, wipe, oneMore],
  },
  "agent-gone": {
    about: "a waiting task is pinned to an agent that left for good",
    says: `It waits for {agent}, which left the cluster for good at {since}: {whose} suspended there and {holds}. ${covers}`,
    remedies: [wipe, oneMore],
  },
  "agent-disconnected": {
    about: "a waiting task is pinned to an agent that is disconnected",
    says: `It waits for {agent}, which is disconnected since {since}: {whose} suspended there and {holds}. ${covers}`,
    remedies: [comesBack, wipe, oneMore],
  },
  "agent-not-back": {
    about: "a waiting task is pinned to an agent that has not registered since the master's failover",
    says: `It waits for {agent}, which has not registered since the master went down at {since}: {whose} suspended there and {holds}. ${covers}`,
    remedies: [comesBack, wipe, oneMore],
  },
  "agent-crashed": {
    about: "an agent is dead, and the master has not noticed yet",
    says: "{agent} crashed at {since}, and the master has not noticed yet; {whose} there.",
    remedies: [{ do: "{agent} comes back and registers", gives: "{back}" }],
  },
  "agent-cut-off": {
    about: "an agent is cut off, and the master has not noticed yet",
    says: "{agent} is cut off from the master, which has not noticed yet; {whose} there.",
    remedies: [{ do: "agent.heal", gives: "the agent hears of the task, and the master of its state" }],
  },
  "volume-gone": {
    about: "a waiting task's volume does not exist on its agent any more",
    says: `It waits for volume {volume} on {agent}, which is not there any more{why}: no offer will ever carry it. ${covers}`,
    remedies: [
      { do: "task.kill with {which}wipe: true", gives: "placed on {elsewhere}; the data is lost already" },
      oneMore,
    ],
  },
  "reservation-of-former-framework": {
    about: "a waiting task's reservation carries the framework id from before it was lost",
    says: "Its reservation on {agent} carries the framework id from before {framework} got a new one: the volume matches and the labels do not.",
    remedies: [
      {
        do: "task.kill with {which}wipe: true",
        gives: "placed anew; the old reservation and volume stay behind",
      },
      {
        do: "operator.destroy-volumes, then operator.unreserve, with agent: {agent} and app: {app}",
        gives: "frees what is left behind, once nothing runs on it",
      },
    ],
  },
  "reservation-used-by-other": {
    about: "another framework of the role launched on what is reserved for a waiting task",
    says: "{other} runs on what is reserved for {whoseTask} on {agent}: a role's reservations go to any framework of the role.",
    remedies: [
      { do: "end {other}'s tasks on {agent}", gives: "the task runs there again, data kept" },
      { do: "a role of its own for {other}", gives: "it is not offered the reservation any more" },
      wipe,
    ],
  },
  "former-launch-runs": {
    about: "a waiting task was taken for lost, and runs on its agent, which is back",
    says: "{agent} is back, and {whoseTask} runs on there, which Marathon took for lost and holds for suspended: when it next reconciles, at {until}, it hears of that, kills what runs, and launches it again.",
    remedies: [
      { do: "a shorter flags.reconciliation_interval", gives: "Marathon hears of it sooner" },
      { do: "task.exit", gives: "the task runs there again, data kept" },
    ],
  },
  "reservation-offered-to-other": {
    about: "another framework of the role holds the offer with a waiting task's reservation",
    says: "{other} holds the offer of {agent} with what is reserved for {whoseTask}.",
    remedies: [
      { do: "{other} declines", gives: "Mesos offers it again" },
      { do: "the flag offer_timeout", gives: "Mesos takes back what is held longer" },
      { do: "a role of its own for {other}", gives: "it is not offered the reservation any more" },
    ],
  },
  "reservation-too-small": {
    about: "the app needs more than is reserved for a waiting task",
    says: "What is reserved for {whoseTask} on {agent} is too little: it {holds}, and the app now needs {need}.",
    remedies: [wipe],
  },
  "reserved-port-differs": {
    about: "the app asks for another port than is reserved for a waiting task",
    says: "Ports are a part of what is reserved: {whoseTask} has {have} on {agent}, and the app now asks for {port}.",
    remedies: [
      { do: "app.update with {force}any port, or {have}", gives: "the task runs there again, data kept" },
      wipe,
    ],
  },
  "waiting-task-constraint": {
    about: "a constraint keeps a waiting task off its own agent",
    says: "{constraint} keeps {whoseTask} off {agent}, where its reservation is: {where}.",
    remedies: [
      { do: "app.update with {force}other constraints", gives: "the task runs there again, data kept" },
      wipe,
    ],
  },
  "reserve-refused": {
    about: "the master drops its RESERVE or CREATE, and tells nobody",
    says: "The master dropped {count} for it since {since}, the last one on {agent}: {reason}. Nobody is told; Marathon gives each reservation up after task_reservation_timeout, and tries again.",
    remedies: [{ do: "{mend}", gives: "the next reservation is made" }],
  },
  "reserve-lost": {
    about: "its RESERVE, CREATE or LAUNCH was lost",
    says: "{what} for it was lost on {agent} at {since}; Marathon gives the reservation up after task_reservation_timeout{until}, and tries again.",
    remedies: [{ do: "nothing", gives: "Marathon reserves anew when the time is over" }],
  },
  "reservation-times-out": {
    about: "reservations are made and not launched in time, again and again",
    says: "{count} for it since {since}, the last one on {agent}: reserved, and not launched within task_reservation_timeout{why}.",
    remedies: [
      { do: "a longer task_reservation_timeout", gives: "a reservation waits longer for its launch" },
    ],
  },
  "reservation-pending": {
    about: "it is reserved, and launched with the next offer",
    says: "It is reserved on {agent} since {since}, and launched when {agent} is offered again{until}.",
    remedies: [],
  },

  // Launched, and not known to run.
  "task-staging": {
    about: "it is being started",
    says: "It was launched on {agent} at {since}, and is being started there.",
    remedies: [],
  },
  "launch-lost": {
    about: "it was launched, and its host knows nothing of it",
    says: "It was launched on {agent} at {since}, and the host knows nothing of it; Marathon kills it when task_launch_confirm_timeout is over, at {until}.",
    remedies: [{ do: "nothing", gives: "it is killed and launched anew" }],
  },
  "status-held-up": {
    about: "it runs, and its agent cannot tell: it is away, or keeps going away",
    says: "It runs on {agent} since about {since}, and Marathon has not heard of that: {why}.",
    remedies: [
      { do: "the agent stays registered", gives: "it sends its updates again until they are acknowledged" },
    ],
  },
  "end-held-up": {
    about: "it has ended or was refused on its host, whose updates of that do not come through",
    says: "It was launched on {agent} at {since}, and is not there ({state}): the updates that say so have not come through, and {agent} sends them again until they are acknowledged.",
    remedies: [
      {
        do: "updates and acknowledgements come through",
        gives: "Marathon hears of it, and launches it anew",
      },
    ],
  },
  "status-under-way": {
    about: "it runs, and Marathon has not heard of it",
    says: "It runs on {agent}, and Marathon has not heard of that yet.",
    remedies: [],
  },

  "being-killed": {
    about: "it was told to end, and runs until it does",
    says: "{who} is being killed on {agent}, and has not ended there yet.",
    remedies: [],
  },

  "forgotten-runs": {
    about: "a task that Marathon has forgotten runs on where the next one would have room",
    says: "{task} runs on {agent}, and Marathon has forgotten it since {since} ({reason}): what it uses is free when Marathon next reconciles, hears of it and kills it.",
    remedies: [
      { do: "a shorter flags.reconciliation_interval", gives: "Marathon hears of it sooner, and kills it" },
    ],
  },

  "ends-again": {
    about: "its tasks are launched, and end again and again",
    says: "Its tasks do not last: {count} ended since {since}, the last one at {last} on {agent} ({what}).",
    remedies: [{ do: "whatever ends them stops", gives: "the next launch lasts" }],
  },

  ...healthCodes,

  // The launch queue.
  ...deploymentCodes,
  "not-queued": {
    about: "nothing is queued; the next check finds what is missing",
    says: "Nothing of it is queued for launch; Marathon next compares apps with what they should have at {until}.",
    remedies: [{ do: "app.scale to another number", gives: "queues what is missing at once" }],
  },
  backoff: {
    about: "its launches are delayed after failures",
    says: "{afterFailures} its launches are delayed until {until}.",
    remedies: [{ do: "queue.reset-delay", gives: "it looks at the next offer" }],
  },
  "no-launch-tokens": {
    about: "Marathon has used up its launch tokens",
    says: "{framework} has no launch tokens left; there are new ones at {until}.",
    remedies: [{ do: "a higher flags.launch_tokens", gives: "more launches between two refills" }],
  },

  // Room, and whose it is.
  "no-agents": {
    about: "no agent is registered",
    says: "No agent is registered with the master{away}.",
    remedies: [comesToo, { do: "agent.add", gives: "its resources are offered" }],
  },
  "too-little-cpus": room("cpus"),
  "too-little-mem": room("memory"),
  "too-little-disk": room("disk, volumes included,"),
  "too-few-ports": room("ports"),
  "port-not-offered": {
    about: "no agent has the very port that the app asks for",
    says: "No agent that has room has {need} free, which the app asks for by number.",
    remedies: [
      { do: "end what uses the port", gives: "one more instance is placed there" },
      { do: "app.update with {force}port 0, or without requirePorts", gives: "any port will do" },
    ],
  },
  "reserved-for-others": {
    about: "what is free is reserved for other roles or tasks",
    says: "What would be enough on {agent} is reserved for {other}, which the app may not use.",
    remedies: [
      {
        where: "ofApps",
        do: "app.destroy of {ofApps}",
        gives: "what is reserved for its tasks is free, its data lost",
      },
      {
        where: "left",
        do: "operator.destroy-volumes, then operator.unreserve, with agent: {agent} and app: {left}",
        gives: "what no Marathon knows any more is free, its data lost",
      },
      {
        where: "dynamic",
        do: "operator.unreserve on {agent}",
        gives: "Marathon takes the next offer that fits",
      },
      {
        where: "ownRole",
        do: "app.update with {force}{ownRole} among acceptedResourceRoles",
        gives: "static reservations of the framework's role may be used",
      },
      {
        where: "unreserved",
        do: "agent.add with {unreserved} unreserved",
        gives: "one more instance is placed there",
      },
    ],
  },
  "role-not-accepted": {
    about: "what is free is in part unreserved, and the app's acceptedResourceRoles leave that out",
    says: "{agent} has room enough, and its {what} are unreserved: of role *, which the app's acceptedResourceRoles ({roles}) leave out.",
    remedies: [
      {
        do: "app.update with {force}* among acceptedResourceRoles",
        gives: "Marathon takes the next offer that fits",
      },
      { do: "{what} among what is reserved for the role", gives: "the app has all of one role" },
    ],
  },
  "no-role": {
    about: "a Marathon of role * cannot reserve: each attempt fails, and what was queued is forgotten",
    says: "{framework} is of role *, and local volumes need a role to reserve for: its launcher fails on each offer that fits, and forgets what was queued.",
    remedies: [
      { do: "a role other than * for {framework}", gives: "Marathon reserves on the next offer that fits" },
    ],
  },
  "no-accepted-role": {
    about: "a resident app that accepts no unreserved resources can reserve nothing",
    says: "Its acceptedResourceRoles leave out *, and only what is unreserved can be reserved.",
    remedies: [
      {
        do: "app.update with {force}* among acceptedResourceRoles",
        gives: "Marathon reserves on the next offer that fits",
      },
    ],
  },
  ...({
    "constraint-attribute-missing": constraint("constraint-attribute-missing"),
    "constraint-attribute-not-text": {
      about: constraintReasons["constraint-attribute-not-text"],
      says: "{constraint} is met on none of the {agents} that {have} room: {where}. Mesos takes that for numbers, and Marathon 1.1 goes by texts (B40).",
      remedies: [
        {
          do: "agent.add with a text in its place{inBoth}, such as {example}",
          gives: "one more instance is placed there",
        },
        { do: "versions.fixes with B40", gives: "shows what Marathon would do without that bug" },
      ],
    },
    "constraint-cluster": constraint("constraint-cluster"),
    "constraint-group-by": constraint("constraint-group-by"),
    "constraint-like": constraint("constraint-like"),
    "constraint-no-expression": {
      about: constraintReasons["constraint-no-expression"],
      says: "{constraint} has no regular expression: Marathon 1.1 takes it, and the app's launcher fails on each offer with room, with all that is queued (B42).",
      remedies: [
        {
          do: "app.update with {force}an expression instead, such as .*",
          gives: "a new configuration; its tasks are replaced",
        },
      ],
    },
    "constraint-unique": constraint("constraint-unique"),
    "constraint-unlike": constraint("constraint-unlike"),
  } satisfies Record<keyof typeof constraintReasons, Code>),

  // There is room, and it is not offered.
  "offered-to-other": {
    about: "another framework holds the offers of what would do",
    says: "{agent} would do, and {other} {hold} the offer of {it}.",
    remedies: [
      { do: "{other} declines", gives: "Mesos offers it again" },
      { do: "the flag offer_timeout", gives: "Mesos takes back what is held longer" },
    ],
  },
  "reconciler-first": {
    about:
      "each offer of what would do carries a reservation that belongs to no task, and that B2 never frees",
    says: "{agent} would do; each offer of {it} carries a reservation without a volume that belongs to no task: Marathon answers it with freeing that, which it cannot (B2), and asks no app.",
    remedies: [
      {
        do: "operator.unreserve with agent: {agent} and app: {other}",
        gives: "its offers go to apps again",
      },
      { do: "versions.fixes with B2", gives: "shows what Marathon would do without that bug" },
    ],
  },
  "others-come-first": {
    about: "what would do is free now and then, and its offers go to other frameworks as a rule",
    says: "{agent} would do; since the wait began its offers have gone to {other}, and hardly any to {framework}: Mesos offers an agent's free resources whole, to whoever has the smallest share.",
    remedies: [
      {
        do: "operator.update-weights in favour of {framework}'s role",
        gives: "the role comes first more often",
      },
      { do: "operator.set-quota for its role", gives: "the role is served before fair sharing" },
    ],
  },
  "offer-answer-lost": {
    about: "an offer to Marathon, or its answer, was lost: the master takes it for held",
    says: "{agent} would do; the master takes it for offered to {framework}, and that offer or its answer was lost on the way.",
    remedies: [
      { do: "the flag offer_timeout", gives: "Mesos takes the offer back and makes another" },
      { do: "a failover of {framework} or of the master", gives: "outstanding offers are void" },
    ],
  },
  declined: {
    about: "Marathon declined what would do, and is not offered it again before its filter ends",
    says: "{agent} would do; {framework} has declined what is there, and Mesos does not offer it again before {until}.",
    remedies: [
      {
        where: "revives",
        do: "anything that makes {revives} revive, such as app.create",
        gives: "the filters are gone, and offers come at once",
      },
      {
        where: "reviveLater",
        do: "a shorter flags.min_revive_offers_interval",
        gives: "the revive of {reviveLater} that waits for its end comes sooner",
      },
      { do: "a shorter flags.decline_offer_duration", gives: "declined offers come again sooner" },
    ],
  },
  suppressed: {
    about: "the framework has suppressed offers",
    says: "{agent} would do; {framework} has asked Mesos for no offers.",
    remedies: [{ do: "framework.revive", gives: "offers come at once" }],
  },
  "not-whitelisted": {
    about: "an operator's whitelist leaves out the agents that would do",
    says: "{agent} would do, and {are} not on the operator's whitelist.",
    remedies: [{ do: "operator.whitelist with {agent}", gives: "it is offered at the next allocation" }],
  },
  "awaiting-agents": {
    about: "after a failover with quotas nothing is allocated before most agents are back",
    says: "{agent} would do; after its failover the master allocates nothing before enough agents are back, or ten minutes have passed.",
    remedies: [],
  },
  budget: {
    about: "quotas, or what is still held on agents that are gone, leave nothing for others",
    says: "{agent} would do; Mesos lays {it} away for roles with quota, or counts what is still held on agents that are gone.",
    remedies: [{ do: "operator.remove-quota", gives: "it is offered at once" }],
  },
  "quota-used-up": {
    about: "the framework's role has a quota, and gets no more than that",
    says: "{agent} would do; the role of {framework} has a quota and holds as much, and Mesos gives it no more.",
    remedies: [
      { do: "operator.remove-quota", gives: "the role takes part in fair sharing again" },
      { do: "operator.set-quota with a larger guarantee", gives: "the role is offered more" },
    ],
  },
  "too-small-to-offer": {
    about: "Mesos offers nothing of less than 0.01 cpus and 32 MiB",
    says: "What is free for it on {agent} is less than 0.01 cpus and 32 MiB: too little for Mesos to offer.",
    remedies: [{ do: "free some cpus or memory on {agent}", gives: "it is offered at the next allocation" }],
  },
  "allocation-pending": {
    about: "what would do is offered at the next allocation, or is under way",
    says: "{agent} would do, and {are} offered at the next allocation or about to be used.",
    remedies: [],
  },

  // Where it is, and why there.
  "placed-on-reservation": {
    about: "a resident task is where its reservation and its volumes are",
    says: "It runs on {agent} since {since}, where its reservation and volumes are: reserved at {reserved}, on the first offer that fit{constraints}.",
    remedies: [wipe],
  },
  "placed-by-constraint": {
    about: "a task is on the first agent offered that had room and met its constraints",
    says: "It runs on {agent} since {since}: the first offer with room that met {constraints}.",
    remedies: [],
  },
  "placed-by-order": {
    about: "a task is on the first agent offered that had room",
    says: "It runs on {agent} since {since}: the first offer with room; agents come in {order} order.",
    remedies: [],
  },
  "believed-to-run": {
    about: "Marathon takes a task for running whose process has ended",
    says: "Marathon takes it for running on {agent} since {since}, and no process of it is there{why}.",
    remedies: [],
  },
  "task-gone": {
    about: "a task of an earlier time that Marathon has forgotten",
    says: "{ended}{forgotten}.",
    remedies: [],
  },
  unknown: {
    about: "none of the reasons known here",
    says: "None of the reasons known here holds it up.",
    remedies: [],
  },
} as const satisfies Readonly<Record<string, Code>>;

export type CodeName = keyof typeof codes;
