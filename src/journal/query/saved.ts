/** Questions that are asked again and again, by name: the races that are known to end badly, and what is wrong anyway. */

export interface SavedQuery {
  readonly name: string;
  readonly query: string;
  readonly about: string;
}

export const savedQueries: readonly SavedQuery[] = [
  {
    name: 'del-while-adding',
    query: 'kind:input,message type:sandbox.stop,sandbox.remove while:attachNetwork',
    about: 'a pod is stopped or removed while its network is being attached',
  },
  {
    name: 'stop-while-preparing',
    query: 'kind:input,message type:sandbox.stop,sandbox.remove in:preparing*',
    about: 'a pod is stopped or removed before it is ready',
  },
  {
    name: 'stop-while-creating',
    query:
      'kind:input,message type:container.stop,container.remove,sandbox.closing while:createTask,mountRootfs,writeBundle',
    about: 'a container is stopped or removed while it is being created',
  },
  {
    name: 'stop-while-starting',
    query: 'kind:input,message type:container.stop,container.remove,sandbox.closing while:startTask',
    about: 'a container is stopped or removed while it is being started',
  },
  {
    name: 'remove-while-stopping',
    query: 'kind:input,message type:container.remove,sandbox.remove in:stopping*',
    about: 'a removal comes while the same is still being stopped',
  },
  {
    name: 'start-while-stopping',
    query: 'kind:input,message type:container.start,container.create in:stopping*',
    about: 'a start or a creation meets a stop',
  },
  {
    name: 'exit-while-starting',
    query: 'kind:input,message type:task.exited while:startTask',
    about: 'the process ends before its start is answered',
  },
  {
    name: 'exit-while-stopping',
    query: 'kind:input,message type:task.exited in:stopping*',
    about: 'the process ends while it is being stopped',
  },
  {
    name: 'exec-while-stopping',
    query: 'kind:input,message type:container.exec,container.openExec,container.attach in:stopping*',
    about: 'an exec or attach meets a stop',
  },
  {
    name: 'retry-in-flight',
    query: 'kind:input,message type:sandbox.run,container.create in:preparing*,creating*',
    about: 'a client asks again for what is still being made',
  },
  { name: 'given-up', query: 'kind:input source:cancel', about: 'a client gave up waiting' },
  { name: 'late-results', query: 'kind:answer outcome:cancel', about: 'a result for which nobody waits any more' },
  { name: 'dead-letters', query: 'kind:dead', about: 'messages that nobody wanted' },
  { name: 'failed-effects', query: 'kind:answer failed', about: 'services that failed' },
  { name: 'slow-effects', query: 'kind:answer took:>2s', about: 'services that took longer than 2 s' },
  { name: 'refusals', query: 'kind:message type:reply.*', about: 'requests that were answered with a failure' },
  { name: 'crashes', query: 'kind:ended failed', about: 'actors that crashed' },
  { name: 'findings', query: 'kind:verdict', about: 'invariants and observers that found something' },
  { name: 'gaps', query: 'kind:gap', about: 'records that are missing' },
];
