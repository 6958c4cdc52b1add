// What tools answer, as far as pages show it. docs/tools.md says what each member means.

export type Outcome = 'success' | 'partial_success' | 'failure';
export type Health = 'healthy' | 'warning' | 'unhealthy';

export const task_types = [
  'code_generation',
  'debugging',
  'refactoring',
  'testing',
  'analysis',
  'documentation',
  'other',
] as const;
export const pattern_types = [
  'tool_sequence',
  'decision_point',
  'error_recovery',
  'context_pattern',
] as const;
export const time_ranges = ['24h', '7d', '30d', '90d', 'all'] as const;

export interface ToolMetrics {
  total_calls: number;
  successful_calls: number;
  failed_calls: number;
  mean_ms: number;
  p50_ms: number;
  p95_ms: number;
  p99_ms: number;
  max_ms: number;
}

export interface SandboxMetrics {
  total: number;
  successful: number;
  failed: number;
  timeouts: number;
  violations: number;
  cancelled: number;
  refused: number;
  average_ms: number;
  p50_ms: number;
  p99_ms: number;
  peak_memory_bytes: number;
  active: number;
  queued: number;
}

export interface Metrics {
  performance: Record<string, ToolMetrics>;
  episodes: {
    total: number;
    open: number;
    completed: number;
    success_rate?: number;
    created_last_hour: number;
    created_last_24h: number;
    avg_reward?: number;
  };
  storage: {
    backend: string;
    namespaces: number;
    episodes: number;
    steps: number;
    patterns: number;
    vectors: number;
    bytes: number;
  };
  sandbox: SandboxMetrics;
  system: { rss_bytes: number; cpu_percent: number; uptime_seconds: number };
}

export interface CurvePoint {
  from: string;
  to: string;
  episodes: number;
  success_rate: number;
  success_interval: [number, number];
  average_reward: number;
  average_steps: number;
}

export interface LearningCurve {
  total_episodes: number;
  points: CurvePoint[];
}

export interface EpisodeListed {
  id: string;
  task_description: string;
  task_type: string;
  status: 'open' | 'completed';
  domain: string;
  tags: string[];
  outcome?: Outcome;
  reward_score?: number;
  start_time: string;
  duration_ms?: number;
  step_count: number;
  lesson?: string;
}

export interface EpisodeList {
  episodes: EpisodeListed[];
  total: number;
  next_cursor?: string;
}

export interface Explanation {
  score: number;
  signals: { signal: string; score: number; rank?: number; share: number }[];
  matched_words: string[];
  missing_words: string[];
}

export interface EpisodeHit {
  id: string;
  task_description: string;
  task_type: string;
  domain: string;
  tags: string[];
  outcome?: Outcome;
  reward_score?: number;
  relevance: number;
  start_time: string;
  lesson?: string;
  snippet?: string;
  matches?: { step_number: number; score: number; snippet: string }[];
  explanation?: Explanation;
}

export interface StepHit {
  episode_id: string;
  step_number: number;
  tool: string;
  action: string;
  snippet: string;
  relevance: number;
  explanation?: Explanation;
}

export interface Recalled {
  episodes: EpisodeHit[];
  steps: StepHit[];
  insights: {
    total_episodes: number;
    relevant_episodes: number;
    success_rate?: number;
    common_tools: { tool: string; count: number }[];
    common_failures: { tool: string; count: number }[];
    degraded?: string;
  };
  next_cursor?: string;
}

export interface Step {
  step_number: number;
  timestamp: string;
  tool: string;
  action: string;
  parameters?: Record<string, unknown>;
  result?: { type: 'success' | 'error' | 'timeout'; output?: string; message?: string };
  latency_ms?: number;
  tokens_used?: number;
}

export interface Episode {
  id: string;
  task_description: string;
  task_type: string;
  status: 'open' | 'completed';
  context: {
    domain: string;
    language?: string;
    framework?: string;
    complexity: string;
    tags: string[];
  };
  metadata?: Record<string, string>;
  start_time: string;
  end_time?: string;
  duration_ms?: number;
  steps: Step[];
  outcome?: {
    type: Outcome;
    verdict?: string;
    artifacts?: string[];
    completed?: string[];
    failed?: string[];
    reason?: string;
    error_details?: string;
  };
  reward_score?: number;
  reward?: { outcome: number; efficiency: number; quality: number };
  quality_score?: number;
  writer?: string;
  other_writers?: string[];
}

export interface FedPattern {
  id: string;
  pattern_type: string;
  description: string;
}

export interface Reflection {
  successes: string[];
  improvements: string[];
  insights: string[];
}

export interface OneEpisode {
  episode: Episode;
  patterns?: { new: FedPattern[]; strengthened: FedPattern[]; weakened: FedPattern[] };
  reflection?: Reflection;
}

export interface Pattern {
  id: string;
  pattern_type: string;
  description: string;
  success_rate: number;
  confidence_interval: [number, number];
  lift: number;
  established: boolean;
  avoid: boolean;
  occurrences: number;
  writers?: number;
  evidence: string[];
  tools: string[];
  domain?: string;
  task_type?: string;
  first_seen: string;
  last_seen: string;
}

export interface ListedPattern {
  pattern: Pattern;
  times_recommended: number;
  times_applied: number;
  times_helped: number;
  times_hurt: number;
}

export interface PatternList {
  patterns: ListedPattern[];
  has_more: boolean;
}

export interface PatternsFound {
  results: { id: string; relevance_score: number }[];
  total_searched: number;
}

export interface HealthReport {
  status: Health;
  timestamp: string;
  version: string;
  uptime_seconds: number;
  components: Record<string, { status: Health; details: string; last_check: string }>;
}

export interface QualityReport {
  average_quality_score: number;
  quality_score_distribution: { range: string; label: string; count: number }[];
  total_episodes_attempted: number;
  episodes_accepted: number;
  recommendations: string[];
  quality_threshold: number;
}

export interface Execution {
  status: 'success' | 'error' | 'timeout' | 'security_violation';
  output?: string;
  stdout?: string;
  stderr?: string;
  execution_time_ms?: number;
  message?: string;
  error_type?: string;
  line?: number;
  column?: number;
  stack?: string;
  elapsed_ms?: number;
  partial_output?: string;
  reason?: string;
  violation_type?: string;
  usage?: { cpu_ms: number; peak_memory_bytes: number; tool_calls: number };
}
