import type { EpisodeListed } from '../answers';
import { ago, counted, date_time, duration, score, words } from '../format';
import { Empty, Mark, Meter, Tags, outcome_of } from '../parts';
import { address } from '../route';

interface Props {
  episodes: EpisodeListed[];
  is_filtered: boolean;
}

export function ListedEpisodes({ episodes, is_filtered }: Props) {
  if (episodes.length === 0) {
    return is_filtered ? (
      <Empty title="No episode is like that">Take a filter away, or look in another namespace.</Empty>
    ) : (
      <Empty title="Nothing was recorded here yet">
        Connect an agent with <code>memory-mcp install</code>, bring episodes along with{' '}
        <code>memory-mcp import FILE</code>, or look in another namespace.
      </Empty>
    );
  }
  return (
    <ul class="rows">
      {episodes.map((episode) => (
        <li key={episode.id}>
          <Mark of={outcome_of(episode)} short />
          <div class="row-main">
            <a class="row-title" href={address(`episode/${episode.id}`)}>
              {episode.task_description}
            </a>
            {episode.lesson && <p class="row-text">{episode.lesson}</p>}
            <p class="row-facts">
              <span>{episode.domain}</span>
              <span>{words(episode.task_type)}</span>
              <span>{counted(episode.step_count, 'step')}</span>
              <Tags names={episode.tags} />
            </p>
          </div>
          <div class="row-side">
            <span class="row-score">
              <Meter value={episode.reward_score ?? 0} of={1} kind={`is-${outcome_of(episode)}`} />
              <span class="unseen">Reward</span> {score(episode.reward_score)}
            </span>
            <span>{episode.duration_ms !== undefined && duration(episode.duration_ms)}</span>
            <time dateTime={episode.start_time} title={date_time(episode.start_time)}>
              {ago(episode.start_time)}
            </time>
          </div>
        </li>
      ))}
    </ul>
  );
}
