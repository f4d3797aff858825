//! A way out in stages: for each, the nearest listings and the services that reach the place from afar.

mod data;

use roaring::RoaringBitmap;
use serde::Serialize;
use utoipa::ToSchema;

pub use data::{Pathway, Stage};

use super::Snapshot;
use super::listing::{ListingAnswer, ServesOrigin};
use super::nearby::{Emergency, HOTLINE, Nearby, OriginAnswer, REMOTE_SHOWN};
use super::screen::{BANDS_METRES, NextQuestionAnswer, Screening};
use super::sets::Facet;
use crate::eligibility::{Verdict, vocabulary::Words};
use crate::geography::Gazetteer;

/// What is farther is nobody for a step, unless the radius reaches beyond it: 100 miles.
const REACH_METRES: f64 = BANDS_METRES[3];

/// A pathway as it looks from a place.
#[derive(Serialize, ToSchema)]
pub struct PathwayAnswer<'a> {
    #[schema(example = "leaving-trafficking")]
    pub id: &'a str,
    pub name: &'a Words,
    /// What to say before the first stage.
    pub text: &'a Words,
    pub origin: OriginAnswer<'a>,
    pub emergency: Emergency,
    /// Where answers were given: the question worth asking next, over all stages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_question: Option<NextQuestionAnswer>,
    pub stages: Vec<StageAnswer<'a>>,
}

/// A stage as it looks from a place.
#[derive(Serialize, ToSchema)]
pub struct StageAnswer<'a> {
    #[schema(example = "immediate-crisis")]
    pub id: &'a str,
    pub name: &'a Words,
    pub text: &'a Words,
    #[schema(example = json!(["hotline", "shelter.emergency"]))]
    pub categories: &'a [String],
    /// How many placed listings there are within 100 miles, or within a radius beyond that, shown or not.
    pub total_items: u64,
    /// Nothing was inside the radius, so that the nearest beyond it are shown, within 100 miles.
    pub widened: bool,
    /// How many services there are that reach the place from afar, shown or not.
    pub remote_total: u64,
    /// Lines, online services and services at a place that nobody stated, which serve the origin. Of a stage with lines
    /// the first 20, of any other as many as it may show places.
    pub remote: Vec<ListingAnswer<'a>>,
    /// Nearest first, at one distance what is meant for the pathway's audiences; with answers what is likely first within each
    /// band of distance, of that what is meant for them, and what is unlikely last of all.
    pub contents: Vec<ListingAnswer<'a>>,
    /// Where nothing here can be called, or all of it serves other places: what to say about it. Null otherwise.
    pub note: Option<Words>,
    /// Then: whom to call instead; the note speaks of calling only where there is somebody.
    pub call: Vec<ListingAnswer<'a>>,
}

impl Snapshot {
    /// Answers what each stage of `pathway` has. Of the question it takes origin, radius, filters, answers, instant, and how
    /// many listings a stage shows at most (`per_page`).
    pub fn pathway<'a>(
        &'a self,
        pathway: &'static Pathway,
        ask: &'a Nearby,
        gazetteer: &'a Gazetteer,
    ) -> PathwayAnswer<'a> {
        let screening = Screening::wanted(self, ask, gazetteer);
        let serving = self.serving(&ask.origin);
        let view = View {
            snapshot: self,
            pathway,
            ask,
            screening: screening.as_ref(),
            help: self.matching(&ask.filters),
            lines: self.remote_of(&ask.filters, &RoaringBitmap::new(), &serving),
            serving,
        };
        let mut shown = RoaringBitmap::new();
        let stages = pathway.stages.iter();
        let stages = stages.map(|stage| view.stage(stage, &mut shown)).collect();
        PathwayAnswer {
            id: &pathway.id,
            name: &pathway.name,
            text: &pathway.text,
            origin: self.origin_answer(&ask.origin, gazetteer),
            emergency: Emergency { call: "911" },
            next_question: screening
                .as_ref()
                .and_then(|screening| screening.next_question(&shown, ask)),
            stages,
        }
    }
}

/// What all stages of one answer have in common.
struct View<'a, 's> {
    snapshot: &'a Snapshot,
    pathway: &'static Pathway,
    ask: &'a Nearby,
    screening: Option<&'s Screening<'a>>,
    serving: RoaringBitmap,
    /// What matches the filters.
    help: RoaringBitmap,
    /// The hotlines that serve the origin, whether they match or not: who asks for Spanish can still call.
    lines: RoaringBitmap,
}

impl<'a> View<'a, '_> {
    /// The stage, and into `shown` what it shows.
    fn stage(&self, stage: &'static Stage, shown: &mut RoaringBitmap) -> StageAnswer<'a> {
        let matching = self.having(&stage.categories);
        let (known, unplaced) = self.snapshot.sets.by_place(&matching);
        let (placed, widened) = self
            .snapshot
            .inside_radius(self.ask, self.within_reach(&known));
        let remote = unplaced & &self.serving;
        let (remote, most) = match stage.has_lines() {
            true => (remote | &self.lines, REMOTE_SHOWN),
            false => (remote, self.ask.per_page as usize),
        };
        let mut numbers = self.remote(&remote, stage.has_lines());
        numbers.truncate(most);
        let nearest = self.nearest(&placed);
        shown.extend(
            numbers
                .iter()
                .chain(nearest.iter().map(|(number, _)| number)),
        );
        let contents: Vec<ListingAnswer> = nearest
            .into_iter()
            .map(|(number, metres)| self.answer(number, Some(metres)))
            .collect();
        let (remote_total, remote) = (remote.len(), self.answers(numbers));
        let lack = lack(contents.iter().chain(&remote), !known.is_empty());
        let call = match lack {
            Some(_) => self.answers(self.lines()),
            None => Vec::new(),
        };
        let note = lack.map(|lack| lack.in_words(!call.is_empty()));
        StageAnswer {
            id: &stage.id,
            name: &stage.name,
            text: &stage.text,
            categories: &stage.categories,
            total_items: placed.len(),
            widened,
            remote_total,
            remote,
            contents,
            note,
            call,
        }
    }

    fn within_reach(&self, placed: &RoaringBitmap) -> RoaringBitmap {
        let asked = self.ask.radius_metres.unwrap_or_default();
        let reach = asked.max(REACH_METRES);
        self.snapshot
            .nearest
            .within(self.ask.origin.point, placed, reach)
    }

    fn having(&self, categories: &[String]) -> RoaringBitmap {
        self.snapshot.sets.having(Facet::Category, categories) & &self.help
    }

    /// What matches the filters first, then what is meant for the pathway's audiences. With answers what is likely comes
    /// before that, but not among lines: that a line takes anyone is no reason to call it first. What is unlikely comes last.
    fn remote(&self, remote: &RoaringBitmap, are_lines: bool) -> Vec<u32> {
        let mut numbers = self
            .snapshot
            .remote_order(remote, &self.meant(), None, self.ask);
        numbers.sort_by_key(|number| !self.help.contains(*number));
        if let Some(screening) = self.screening {
            numbers.sort_by_key(|number| match screening.verdict(*number) {
                Verdict::Likely if are_lines => Verdict::Unknown,
                verdict => verdict,
            });
        }
        numbers
    }

    /// With answers what is likely first within each band of distance, and of that what is meant for the pathway's
    /// audiences; what is unlikely last.
    fn nearest(&self, placed: &RoaringBitmap) -> Vec<(u32, f64)> {
        let take = self.ask.per_page as usize;
        let Some(screening) = self.screening else {
            return self.window(placed, take);
        };
        let [likely, unknown, unlikely] = screening.by_verdict(placed);
        let meant = self.meant();
        let groups = [&likely & &meant, likely - meant, unknown];
        let mut shown = Vec::with_capacity(take);
        for metres in BANDS_METRES.into_iter().chain([f64::INFINITY]) {
            for group in &groups {
                let so_far: RoaringBitmap = shown.iter().map(|(number, _)| *number).collect();
                let left = self.window(&(group - so_far), take - shown.len());
                shown.extend(left.into_iter().take_while(|(_, far)| *far <= metres));
            }
        }
        shown.extend(self.window(&unlikely, take - shown.len()));
        shown
    }

    /// The nearest; of what is at one distance, as the services of one office are, first what is meant for the pathway's
    /// audiences.
    fn window(&self, placed: &RoaringBitmap, take: usize) -> Vec<(u32, f64)> {
        let (index, origin) = (&self.snapshot.nearest, self.ask.origin.point);
        let meant = self.meant() & placed;
        let mut nearest = index.window(origin, &meant, 0, take);
        nearest.extend(index.window(origin, &(placed - &meant), 0, take));
        nearest.sort_by(|(a, near), (b, far)| {
            let is_other = |number| !meant.contains(number);
            near.total_cmp(far)
                .then_with(|| is_other(*a).cmp(&is_other(*b)))
                .then_with(|| a.cmp(b))
        });
        nearest.truncate(take);
        nearest
    }

    fn meant(&self) -> RoaringBitmap {
        let sets = &self.snapshot.sets;
        sets.having(Facet::Audience, &self.pathway.audiences)
    }

    /// Of each of the pathway's lines the best one that serves the place; where there is none, any line that does.
    fn lines(&self) -> Vec<u32> {
        let best = |code: &String| {
            let sets = &self.snapshot.sets;
            let having = sets.having(Facet::Category, std::slice::from_ref(code));
            let lines = self.remote(&(having & &self.lines), true).into_iter();
            let contact = |number: &u32| {
                self.snapshot.listings[*number as usize]
                    .primary_contact
                    .as_ref()
            };
            lines.into_iter().find(|number| contact(number).is_some())
        };
        let lines: Vec<u32> = self.pathway.call.iter().filter_map(best).collect();
        match lines.is_empty() {
            true => best(&HOTLINE.to_owned()).into_iter().collect(),
            false => lines,
        }
    }

    fn answers(&self, numbers: Vec<u32>) -> Vec<ListingAnswer<'a>> {
        let numbers = numbers.into_iter();
        numbers.map(|number| self.answer(number, None)).collect()
    }

    fn answer(&self, number: u32, metres: Option<f64>) -> ListingAnswer<'a> {
        self.snapshot
            .answer(number, metres, self.ask, self.screening)
    }
}

/// Why none of a stage's listings can be called by this person.
#[derive(Clone, Copy)]
enum Lack {
    Listings,
    /// There are some, out of reach.
    Far,
    Numbers,
    /// Those with a number say that they serve other places.
    Elsewhere,
    /// Those with a number are unlikely to help.
    Likely,
}

fn lack<'b>(
    listed: impl Iterator<Item = &'b ListingAnswer<'b>> + Clone,
    has_far: bool,
) -> Option<Lack> {
    let is_elsewhere = |listing: &ListingAnswer| listing.serves_origin == ServesOrigin::No;
    let is_unlikely = |listing: &ListingAnswer| {
        let screening = listing.eligibility.screening.as_ref();
        screening.is_some_and(|judgement| judgement.verdict == Verdict::Unlikely)
    };
    let callable = listed
        .clone()
        .filter(|listing| listing.primary_contact.is_some());
    if listed.clone().next().is_none() {
        Some(if has_far { Lack::Far } else { Lack::Listings })
    } else if callable.clone().next().is_none() {
        Some(Lack::Numbers)
    } else if callable.clone().all(is_elsewhere) {
        Some(Lack::Elsewhere)
    } else {
        let is_nobody = |listing: &ListingAnswer| is_elsewhere(listing) || is_unlikely(listing);
        callable.clone().all(is_nobody).then_some(Lack::Likely)
    }
}

impl Lack {
    /// What to say about it. Nobody is told to call a line where none is known.
    fn in_words(self, has_line: bool) -> Words {
        let [(en, es), (then_en, then_es)] = match self {
            Lack::Listings => [
                (
                    "We know of nobody for this step here.",
                    "No conocemos a nadie para este paso aquí.",
                ),
                (
                    "Call a line and ask who can help.",
                    "Llame a una línea y pregunte quién puede ayudar.",
                ),
            ],
            Lack::Far => [
                (
                    "We know of nobody for this step within 100 miles.",
                    "No conocemos a nadie para este paso a menos de 100 millas.",
                ),
                (
                    "Call a line and ask who can help.",
                    "Llame a una línea y pregunte quién puede ayudar.",
                ),
            ],
            Lack::Elsewhere => [
                (
                    "Those with a number serve other places, as far as we know. They decide.",
                    "Los que tienen número atienden a otros lugares, según lo que sabemos. Deciden ellos.",
                ),
                (
                    "Call a line and ask who can help where you are.",
                    "Llame a una línea y pregunte quién puede ayudar donde usted está.",
                ),
            ],
            Lack::Numbers => [
                (
                    "We know no number of these.",
                    "No conocemos ningún número de estos.",
                ),
                (
                    "Call a line and ask how to reach them.",
                    "Llame a una línea y pregunte cómo llegar a ellos.",
                ),
            ],
            Lack::Likely => [
                (
                    "Those with a number may not take you, by the rules we know. They decide.",
                    "Los que tienen número quizá no le atiendan, según las reglas que conocemos. Deciden ellos.",
                ),
                (
                    "You can also call a line.",
                    "También puede llamar a una línea.",
                ),
            ],
        };
        match has_line {
            true => Words {
                en: format!("{en} {then_en}"),
                es: format!("{es} {then_es}"),
            },
            false => Words {
                en: en.to_owned(),
                es: es.to_owned(),
            },
        }
    }
}
