/**
 * The work of the guard, a process of its own: hears on stdin which process groups there are (`+12`, `-12`), and when its stdin ends,
 * however this process ended, kills what is left and removes the folder. `.` before the end says that nobody writes there any more;
 * otherwise git may still be putting a tree there, and the folder is removed until it stays away. A program may have left its group; those that carry the mark
 * in their environment are found all the same where there is a `/proc` (the way of Jenkins' ProcessTreeKiller).
 *
 * Handed over as text: it must not refer to anything outside of itself.
 */
export function guardProcesses(mark: string, folder: string): void {
  const { existsSync, readdirSync, readFileSync, rmSync } = process.getBuiltinModule('node:fs')
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  const groups = new Set<number>()
  let text = ''
  let isOrderly = false
  const kill = (id: number) => {
    try {
      process.kill(id, 'SIGKILL')
    } catch {
      // It is gone.
    }
  }
  const marked = () => {
    try {
      return readdirSync('/proc').filter((name) => {
        if (!/^\d+$/.test(name)) return false
        try {
          return readFileSync(`/proc/${name}/environ`, 'latin1').includes(mark)
        } catch {
          return false
        }
      })
    } catch {
      return []
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  process.stdin.setEncoding('utf8')
  process.stdin.on('data', (chunk) => {
    const lines = (text + chunk).split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '.') isOrderly = true
      else if (line.startsWith('+')) groups.add(Number(line.slice(1)))
      else groups.delete(Number(line.slice(1)))
    }
  })
  process.stdin.on('end', () => {
    for (const group of groups) kill(-group)
    // Again and again: what is killed may have started others before.
    for (let round = 0; round < 100; round += 1) {
      const left = marked()
      if (left.length === 0) break
      for (const id of left) kill(Number(id))
    }
    const remove = () => {
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
      } catch {
        // Somebody writes there, or has made a part of it read-only.
        spawnSync('/bin/chmod', ['-R', 'u+rwx', folder], { stdio: 'ignore' })
      }
    }
    remove()
    const clock = new Int32Array(new SharedArrayBuffer(4))
    for (
      let round = 0, away = isOrderly && !existsSync(folder) ? 10 : 0;
      round < 100 && away < 10;
      round += 1
    ) {
      Atomics.wait(clock, 0, 0, 50)
      away = existsSync(folder) ? 0 : away + 1
      if (away === 0) remove()
    }
  })
}
