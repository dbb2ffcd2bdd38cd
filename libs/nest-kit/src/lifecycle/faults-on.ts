/** What a service says at boot where MAESTRO_FAULTS is obeyed: nobody may overlook it. */
export const FAULTS_ON =
  'MAESTRO_FAULTS is set: statements and messages of this process go wrong on purpose. Take it away unless this is a test.';
