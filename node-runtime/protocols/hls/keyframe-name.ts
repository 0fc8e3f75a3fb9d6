/** Where a stream's newest keyframe is, behind its path. */
export const KEYFRAME_NAME = 'keyframe.mp4'
