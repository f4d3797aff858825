//! Which doors may open: the listings near a place with a verdict each, and the question worth asking next.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use roaring::RoaringBitmap;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Snapshot;
use super::listing::{Distance, Listing, Named, Place, PrimaryContact};
use super::nearby::{Emergency, Nearby, REMOTE_SHOWN};
use crate::eligibility::vocabulary::Words;
use crate::eligibility::{
    Answers, Criteria, Judgement, NextQuestion, RuleBook, Truth, Unsettled, Verdict, Vocabulary,
};
use crate::geography::Gazetteer;
use crate::hsds::Kind;

/// The distances between bands: 10, 25, 50 and 100 miles. What is in a nearer band comes first, whatever its verdict.
pub(super) const BANDS_METRES: [f64; 4] = [16_093.44, 40_233.6, 80_467.2, 160_934.4];

/// The rules of all listings.
#[derive(Default)]
pub(super) struct Screens {
    book: RuleBook,
    /// Of each listing its set of rules.
    set_of: Vec<u32>,
}

/// A page of the answer.
#[derive(Serialize, ToSchema)]
pub struct ScreenPage<'a> {
    /// Of the placed listings; the remote ones have a count of their own.
    pub total_items: u64,
    pub total_pages: u64,
    pub page_number: u64,
    /// Of this page.
    pub size: usize,
    pub first_page: bool,
    pub last_page: bool,
    pub empty: bool,
    /// Nothing was inside the radius, so that the nearest beyond it are shown.
    pub widened: bool,
    pub emergency: Emergency,
    /// Null where no answer would settle anything more.
    pub next_question: Option<NextQuestionAnswer>,
    pub remote_total: usize,
    /// Hotlines and online services that serve the origin, whatever the verdict; on page 1 only.
    pub remote: Vec<Screened<'a>>,
    /// By band of distance (10, 25, 50, 100 miles, beyond), then verdict, then distance.
    pub contents: Vec<Screened<'a>>,
}

/// What has another verdict than before.
pub struct Turned<'a> {
    /// Those below and all others.
    pub total: u64,
    /// The first of the remote ones.
    pub remote: Vec<Screened<'a>>,
    /// As many of the placed ones as a page has, in its order.
    pub contents: Vec<Screened<'a>>,
}

/// A listing with its verdict.
#[derive(Serialize, ToSchema)]
pub struct Screened<'a> {
    /// Of the service_at_location.
    pub id: Uuid,
    pub service_id: Uuid,
    pub name: &'a str,
    pub kind: Kind,
    pub organization: &'a Named,
    #[serde(flatten)]
    pub judgement: Judgement<'a>,
    /// The one way to reach it; an app must show its `before_you_call`.
    pub contact: Option<&'a PrimaryContact>,
    /// Null for hotlines and online services.
    pub distance: Option<Distance>,
    #[serde(skip)]
    pub place: &'a Place,
    /// The place is confidential and no coordinates of it exist here.
    pub withheld: bool,
}

/// The question to ask next.
#[derive(Serialize, ToSchema)]
pub struct NextQuestionAnswer {
    #[schema(value_type = String, example = "without_home")]
    pub key: &'static str,
    #[schema(value_type = Words)]
    pub text: &'static Words,
    pub sensitive: bool,
    /// What to say before it is asked.
    #[schema(value_type = Option<Words>)]
    pub before_answer: Option<&'static Words>,
    /// How many nearby listings an answer is expected to settle, each answer being as likely as another; never 0.
    pub settles: u64,
    /// How many more questions that takes: 0, but for an income, and where no question settles anything by itself.
    pub more_questions: u64,
    /// Of how many that are not settled.
    pub of: u64,
}

impl From<NextQuestion> for NextQuestionAnswer {
    fn from(next: NextQuestion) -> NextQuestionAnswer {
        let fact = Vocabulary::embedded().fact(next.fact);
        NextQuestionAnswer {
            key: &fact.key,
            text: &fact.text,
            sensitive: fact.sensitive,
            before_answer: fact.before_answer.as_ref(),
            settles: next.settles,
            more_questions: next.more_questions,
            of: next.of,
        }
    }
}

impl Screens {
    pub fn of(listings: &[Listing]) -> Screens {
        let mut book = RuleBook::default();
        // Equal criteria are one and the same in memory.
        let mut known: HashMap<*const Criteria, u32> = HashMap::new();
        let set_of = listings
            .iter()
            .map(|listing| {
                let set = known.entry(Arc::as_ptr(&listing.criteria));
                *set.or_insert_with(|| book.enter(&listing.criteria))
            })
            .collect();
        book.close();
        Screens { book, set_of }
    }
}

/// What the answers come to, for every listing at once.
pub(super) struct Screening<'a> {
    screens: &'a Screens,
    answers: &'a Answers,
    today: NaiveDate,
    gazetteer: &'a Gazetteer,
    truths: Vec<Truth>,
    verdicts: Vec<Verdict>,
}

impl<'a> Screening<'a> {
    /// Where a question has answers, what they come to on its day.
    pub fn wanted(
        snapshot: &'a Snapshot,
        ask: &'a Nearby,
        gazetteer: &'a Gazetteer,
    ) -> Option<Screening<'a>> {
        let answers = ask.answers.as_ref()?;
        let today = ask.at.date_naive();
        Some(Screening::of(snapshot, answers, today, gazetteer))
    }

    pub fn of(
        snapshot: &'a Snapshot,
        answers: &'a Answers,
        today: NaiveDate,
        gazetteer: &'a Gazetteer,
    ) -> Screening<'a> {
        let screens = &snapshot.screens;
        let truths = screens.book.truths(answers, today, gazetteer);
        Screening {
            screens,
            answers,
            today,
            gazetteer,
            verdicts: screens.book.verdicts(&truths),
            truths,
        }
    }

    pub fn verdict(&self, number: u32) -> Verdict {
        self.verdicts[self.screens.set_of[number as usize] as usize]
    }

    pub fn judge<'b>(&self, listing: &'b Listing) -> Judgement<'b> {
        let criteria: &'b Criteria = &listing.criteria;
        criteria.judge(self.answers, self.today, self.gazetteer)
    }

    /// Of `listings` those of each verdict, in the order of [`Verdict::ALL`].
    pub fn by_verdict(&self, listings: &RoaringBitmap) -> [RoaringBitmap; 3] {
        let mut of = [const { Vec::new() }; 3];
        for number in listings {
            of[self.verdict(number) as usize].push(number);
        }
        // The numbers come in order, which is cheaper than to insert each.
        of.map(|numbers| RoaringBitmap::from_sorted_iter(numbers).unwrap_or_default())
    }

    pub fn next_question(
        &self,
        listings: &RoaringBitmap,
        ask: &Nearby,
    ) -> Option<NextQuestionAnswer> {
        let mut counts = vec![0; self.verdicts.len()];
        for number in listings {
            counts[self.screens.set_of[number as usize] as usize] += 1;
        }
        let is_open = |(set, count): &(u32, u64)| {
            *count > 0 && self.verdicts[*set as usize] == Verdict::Unknown
        };
        let next = self.screens.book.next_question(Unsettled {
            answers: self.answers,
            today: self.today,
            gazetteer: self.gazetteer,
            near: &ask.origin,
            truths: &self.truths,
            sets: (0..).zip(counts).filter(is_open).collect(),
        });
        next.map(NextQuestionAnswer::from)
    }
}

impl Snapshot {
    /// Answers which doors may open. Of the question its text, hours and order are not asked.
    pub fn screen<'a>(
        &'a self,
        ask: &'a Nearby,
        answers: &'a Answers,
        gazetteer: &'a Gazetteer,
    ) -> ScreenPage<'a> {
        let screening = Screening::of(self, answers, ask.at.date_naive(), gazetteer);
        let matching = self.matching(&ask.filters);
        let serving = self.serving(&ask.origin);
        let (placed, unplaced) = self.sets.by_place(&matching);
        let remote = self.remote_of(&ask.filters, &unplaced, &serving);
        let (placed, widened) = self.inside_radius(ask, placed);

        let next_question = screening.next_question(&(self.around(ask, &placed) | &remote), ask);

        let total = placed.len();
        let skip = (ask.page - 1).saturating_mul(ask.per_page).min(total);
        let contents = self.screened_placed(&screening, placed, ask, skip);

        let total_pages = total.div_ceil(ask.per_page);
        ScreenPage {
            total_items: total,
            total_pages,
            page_number: ask.page,
            size: contents.len(),
            first_page: ask.page == 1,
            last_page: ask.page >= total_pages,
            empty: contents.is_empty(),
            widened,
            emergency: Emergency { call: "911" },
            next_question,
            remote_total: remote.len() as usize,
            remote: if ask.page == 1 {
                self.screened_remote(&screening, &remote, &matching, ask)
            } else {
                Vec::new()
            },
            contents,
        }
    }

    /// What has another verdict by the answers `after` than by those `before`, of all that is asked for and not only of a page.
    pub fn turned<'a>(
        &'a self,
        ask: &Nearby,
        before: &Answers,
        after: &Answers,
        gazetteer: &Gazetteer,
    ) -> Turned<'a> {
        let [before, after] = [before, after]
            .map(|answers| Screening::of(self, answers, ask.at.date_naive(), gazetteer));
        let matching = self.matching(&ask.filters);
        let serving = self.serving(&ask.origin);
        let (placed, unplaced) = self.sets.by_place(&matching);
        let (placed, _) = self.inside_radius(ask, placed);
        let turned = |listings: RoaringBitmap| -> RoaringBitmap {
            let has_turned = |number: &u32| before.verdict(*number) != after.verdict(*number);
            listings.into_iter().filter(has_turned).collect()
        };
        let remote = turned(self.remote_of(&ask.filters, &unplaced, &serving));
        let placed = turned(placed);
        Turned {
            total: remote.len() + placed.len(),
            remote: self.screened_remote(&after, &remote, &matching, ask),
            contents: self.screened_placed(&after, placed, ask, 0),
        }
    }

    /// Of `placed` what a question is asked about: what is within 100 miles. Nobody is asked what was done to them for the
    /// sake of a place that they cannot go to.
    pub(super) fn around(&self, ask: &Nearby, placed: &RoaringBitmap) -> RoaringBitmap {
        self.nearest
            .within(ask.origin.point, placed, BANDS_METRES[3])
    }

    /// A page of them, after `skip`: by band of distance, then verdict, then distance.
    fn screened_placed<'a>(
        &'a self,
        screening: &Screening,
        placed: RoaringBitmap,
        ask: &Nearby,
        mut skip: u64,
    ) -> Vec<Screened<'a>> {
        let origin = ask.origin.point;
        let mut take = ask.per_page.min(placed.len().saturating_sub(skip)) as usize;
        let mut contents = Vec::with_capacity(take);
        let mut rest = placed;
        for metres in BANDS_METRES.into_iter().map(Some).chain([None]) {
            if take == 0 {
                break;
            }
            let band = match metres {
                Some(metres) => self.nearest.within(origin, &rest, metres),
                None => rest.clone(),
            };
            rest -= &band;
            for group in screening.by_verdict(&band) {
                if skip >= group.len() || take == 0 {
                    skip = skip.saturating_sub(group.len());
                    continue;
                }
                let shown = self.nearest.window(origin, &group, skip, take);
                (skip, take) = (0, take - shown.len());
                contents.extend(shown.into_iter().map(|(number, metres)| {
                    screened(screening, &self.listings[number as usize], Some(metres))
                }));
            }
        }
        contents
    }

    /// In the order of the headline question, but what is unlikely last.
    fn screened_remote<'a>(
        &'a self,
        screening: &Screening,
        remote: &RoaringBitmap,
        matching: &RoaringBitmap,
        ask: &Nearby,
    ) -> Vec<Screened<'a>> {
        let mut numbers = self.remote_order(remote, matching, None, ask);
        numbers.sort_by_key(|number| screening.verdict(*number) == Verdict::Unlikely);
        if !ask.remote_all {
            numbers.truncate(REMOTE_SHOWN);
        }
        let listings = numbers
            .iter()
            .map(|number| &self.listings[*number as usize]);
        listings
            .map(|listing| screened(screening, listing, None))
            .collect()
    }
}

fn screened<'a>(screening: &Screening, listing: &'a Listing, metres: Option<f64>) -> Screened<'a> {
    Screened {
        id: listing.id,
        service_id: listing.service.id,
        name: &listing.name,
        kind: listing.kind,
        organization: &listing.organization,
        judgement: screening.judge(listing),
        contact: listing.primary_contact.as_ref(),
        distance: metres.and_then(|metres| listing.place.distance(metres)),
        place: &listing.place,
        withheld: listing.withheld,
    }
}
