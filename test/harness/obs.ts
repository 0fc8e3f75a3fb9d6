import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Program } from './program.ts'
import { type TempDir, tempDir } from './temp-dir.ts'

/** What it sends: a green picture by x264, and silence in AAC. */
export const OBS_PICTURE = { width: 640, height: 360, fps: 30 } as const

const GLOBAL = `[General]
FirstRun=true
EnableAutoUpdates=false
[Basic]
Profile=Test
ProfileDir=Test
SceneCollection=Test
SceneCollectionFile=Test
[BasicWindow]
SysTrayEnabled=false
WarnBeforeStartingStream=false
`

const PROFILE = `[General]
Name=Test
[Output]
Mode=Simple
[SimpleOutput]
StreamEncoder=x264
VBitrate=600
ABitrate=96
Preset=ultrafast
[Video]
BaseCX=${OBS_PICTURE.width}
BaseCY=${OBS_PICTURE.height}
OutputCX=${OBS_PICTURE.width}
OutputCY=${OBS_PICTURE.height}
FPSType=0
FPSCommon=${OBS_PICTURE.fps}
[Audio]
SampleRate=44100
ChannelSetup=Stereo
`

const SCENES = {
  name: 'Test',
  current_scene: 'Scene',
  current_program_scene: 'Scene',
  scene_order: [{ name: 'Scene' }],
  sources: [
    {
      id: 'color_source_v3',
      versioned_id: 'color_source_v3',
      name: 'Colour',
      settings: { color: 0xff00ff00, width: OBS_PICTURE.width, height: OBS_PICTURE.height },
    },
    {
      id: 'scene',
      name: 'Scene',
      settings: {
        id_counter: 1,
        items: [{ name: 'Colour', id: 1, visible: true, pos: { x: 0, y: 0 }, scale: { x: 1, y: 1 } }],
      },
    },
  ],
}

/** A real OBS Studio on a display of its own, streaming from its start to its end. */
export class Obs implements AsyncDisposable {
  readonly program: Program
  readonly #temp: TempDir

  private constructor(program: Program, temp: TempDir) {
    this.program = program
    this.#temp = temp
  }

  /** @param server `rtmp://host:port/app`, as OBS's settings call it; @param key the stream's name, and what stands behind it */
  static async stream(server: string, key: string): Promise<Obs> {
    const temp = await tempDir()
    try {
      const config = join(temp.path, '.config')
      const obs = join(config, 'obs-studio')
      const profile = join(obs, 'basic', 'profiles', 'Test')
      const service = { type: 'rtmp_custom', settings: { server, key, use_auth: false } }
      await Promise.all([
        mkdir(profile, { recursive: true }),
        mkdir(join(obs, 'basic', 'scenes'), { recursive: true }),
        mkdir(join(temp.path, 'run'), { mode: 0o700 }),
      ])
      await Promise.all([
        writeFile(join(obs, 'global.ini'), GLOBAL),
        writeFile(join(profile, 'basic.ini'), PROFILE),
        writeFile(join(profile, 'service.json'), JSON.stringify(service)),
        writeFile(join(obs, 'basic', 'scenes', 'Test.json'), JSON.stringify(SCENES)),
      ])
      const what = ['--startstreaming', '--minimize-to-tray', '--multi', '--profile', 'Test', '--collection', 'Test']
      const program = new Program({
        name: 'obs',
        command: 'xvfb-run',
        // The display is drawn by the processor: there is no other here.
        args: ['-a', '-s', '-screen 0 1024x768x24', 'obs', ...what],
        environment: {
          HOME: temp.path,
          XDG_CONFIG_HOME: config,
          XDG_RUNTIME_DIR: join(temp.path, 'run'),
          LIBGL_ALWAYS_SOFTWARE: '1',
          QT_QPA_PLATFORM: 'xcb',
        },
      })
      return new Obs(program, temp)
    } catch (error) {
      await temp[Symbol.asyncDispose]()
      throw error
    }
  }

  /** The display and OBS end with the folder that both name. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#temp[Symbol.asyncDispose]()
    await this.program[Symbol.asyncDispose]()
  }
}
